/**
 * OpenSSL 3, loaded when it is first needed: neither its headers nor its libraries have to be there to build
 * the simulator, or to run what asks for no TLS. The prototypes are those of OpenSSL's manual pages, section
 * 3ssl.
 */
#ifndef BELLTOWER_SDK_OPENSSL_H
#define BELLTOWER_SDK_OPENSSL_H

#include <stdbool.h>
#include <stddef.h>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
typedef struct bio_st BIO;
typedef struct bio_method_st BIO_METHOD;
typedef struct x509_st X509;
typedef struct x509_store_st X509_STORE;

enum {
	SSL_VERIFY_PEER = 1,
	SSL_ERROR_WANT_READ = 2,
	SSL_ERROR_WANT_WRITE = 3,
	SSL_ERROR_ZERO_RETURN = 6,
	SSL_CTRL_SET_TLSEXT_HOSTNAME = 55,
	TLSEXT_NAMETYPE_host_name = 0,
	SSL_CTRL_SET_MIN_PROTO_VERSION = 123,
	TLS1_2_VERSION = 0x0303,
	BIO_CTRL_PENDING = 10,

	X509_V_ERR_CERT_NOT_YET_VALID = 9,
	X509_V_ERR_CERT_HAS_EXPIRED = 10,
	X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT = 18,
	X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN = 19,
	X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT = 2,
	X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY = 20,
	X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE = 21,
	X509_V_ERR_HOSTNAME_MISMATCH = 62,
	X509_V_ERR_IP_ADDRESS_MISMATCH = 64
};

/* result, name, parameters */
#define OPENSSL_FUNCTIONS(FUNCTION)                                                                          \
	FUNCTION(const SSL_METHOD *, TLS_client_method, (void))                                                  \
	FUNCTION(SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *method))                                             \
	FUNCTION(void, SSL_CTX_free, (SSL_CTX * context))                                                        \
	FUNCTION(long, SSL_CTX_ctrl, (SSL_CTX * context, int command, long number, void *pointer))               \
	FUNCTION(int, SSL_CTX_set_default_verify_paths, (SSL_CTX * context))                                     \
	FUNCTION(void, SSL_CTX_set_verify, (SSL_CTX * context, int mode, void *callback))                        \
	FUNCTION(X509_STORE *, SSL_CTX_get_cert_store, (const SSL_CTX *context))                                 \
	FUNCTION(int, X509_STORE_add_cert, (X509_STORE * store, X509 * certificate))                             \
	FUNCTION(X509 *, d2i_X509, (X509 * *certificate, const unsigned char **bytes, long length))              \
	FUNCTION(void, X509_free, (X509 * certificate))                                                          \
	FUNCTION(const char *, X509_verify_cert_error_string, (long error))                                      \
	FUNCTION(BIO *, BIO_new, (const BIO_METHOD *method))                                                     \
	FUNCTION(const BIO_METHOD *, BIO_s_mem, (void))                                                          \
	FUNCTION(int, BIO_read, (BIO * bio, void *bytes, int length))                                            \
	FUNCTION(int, BIO_write, (BIO * bio, const void *bytes, int length))                                     \
	FUNCTION(long, BIO_ctrl, (BIO * bio, int command, long number, void *pointer))                           \
	FUNCTION(SSL *, SSL_new, (SSL_CTX * context))                                                            \
	FUNCTION(void, SSL_free, (SSL * ssl))                                                                    \
	FUNCTION(void, SSL_set_bio, (SSL * ssl, BIO * in, BIO * out))                                            \
	FUNCTION(void, SSL_set_connect_state, (SSL * ssl))                                                       \
	FUNCTION(int, SSL_set1_host, (SSL * ssl, const char *name))                                              \
	FUNCTION(long, SSL_ctrl, (SSL * ssl, int command, long number, void *pointer))                           \
	FUNCTION(int, SSL_do_handshake, (SSL * ssl))                                                             \
	FUNCTION(int, SSL_read, (SSL * ssl, void *bytes, int length))                                            \
	FUNCTION(int, SSL_write, (SSL * ssl, const void *bytes, int length))                                     \
	FUNCTION(int, SSL_shutdown, (SSL * ssl))                                                                 \
	FUNCTION(int, SSL_get_error, (const SSL *ssl, int result))                                               \
	FUNCTION(long, SSL_get_verify_result, (const SSL *ssl))                                                  \
	FUNCTION(unsigned long, ERR_get_error, (void))                                                           \
	FUNCTION(void, ERR_clear_error, (void))                                                                  \
	FUNCTION(const char *, ERR_reason_error_string, (unsigned long error))

#define OPENSSL_MEMBER(result, name, parameters) result(*name) parameters;
struct openssl {
	OPENSSL_FUNCTIONS(OPENSSL_MEMBER)
};
#undef OPENSSL_MEMBER

/** OpenSSL's functions; NULL if it can't be loaded. */
const struct openssl *opensslLoad(void);

#endif
