#include "openssl.h"
#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { kPlainCapacity = 16384 };

/* The client's end of a TLS connection, between bytes and bytes: openssl-session.ts is what moves them. */
struct session {
	const struct openssl *openssl;
	SSL_CTX *context;
	SSL *ssl;
	BIO *in;
	BIO *out;
	size_t plainLength;
	size_t plainStart;
	uint8_t plain[kPlainCapacity];
};

void xs_tls_destructor(void *data) {
	struct session *session = data;
	if (!session)
		return;
	if (session->ssl)
		session->openssl->SSL_free(session->ssl);
	if (session->context)
		session->openssl->SSL_CTX_free(session->context);
	free(session);
}

static const xsHostHooks hooks = {xs_tls_destructor, NULL, NULL};

static struct session *thisSession(xsMachine *the) {
	return xsmcGetHostDataValidate(xsThis, (void *)&hooks);
}

static void throwError(xsMachine *the, const char *code, const char *message) {
	xsmcVars(2);
	xsmcSetString(xsVar(0), (char *)message);
	xsVar(1) = xsNew1(xsGlobal, xsID("Error"), xsVar(0));
	xsmcSetString(xsVar(0), (char *)code);
	xsmcSet(xsVar(1), xsID_code, xsVar(0));
	xsThrow(xsVar(1));
}

static const char *codeOf(long verifyResult) {
	switch (verifyResult) {
	case X509_V_ERR_CERT_NOT_YET_VALID:
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return "certificate-expired";
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return "certificate-wrong-name";
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return "certificate-self-signed";
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		return "certificate-unknown-authority";
	default:
		return "tls-failed";
	}
}

/* Throws what OpenSSL says is wrong. */
static void fail(xsMachine *the, struct session *session) {
	const struct openssl *openssl = session->openssl;
	long verifyResult = openssl->SSL_get_verify_result(session->ssl);
	if (verifyResult)
		throwError(the, codeOf(verifyResult), openssl->X509_verify_cert_error_string(verifyResult));
	const char *reason = openssl->ERR_reason_error_string(openssl->ERR_get_error());
	throwError(the, "tls-failed", reason ? reason : "the TLS connection failed");
}

/* (serverName) */
void xs_tls_constructor(xsMachine *the) {
	const struct openssl *openssl = opensslLoad();
	if (!openssl)
		throwError(the, "tls-missing",
		    "wss:// needs OpenSSL 3 in the simulator, and its library was not found; on Debian: apt-get install libssl3");
	struct session *session = calloc(1, sizeof(*session));
	if (!session)
		xsUnknownError("there is no memory for TLS");
	xsmcSetHostData(xsThis, session);
	xsSetHostHooks(xsThis, &hooks);
	session->openssl = openssl;
	openssl->ERR_clear_error();
	session->context = openssl->SSL_CTX_new(openssl->TLS_client_method());
	if (!session->context)
		throwError(the, "tls-failed", "OpenSSL could not be set up");
	openssl->SSL_CTX_ctrl(session->context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, NULL);
	openssl->SSL_CTX_set_verify(session->context, SSL_VERIFY_PEER, NULL);
	session->ssl = openssl->SSL_new(session->context);
	session->in = openssl->BIO_new(openssl->BIO_s_mem());
	session->out = openssl->BIO_new(openssl->BIO_s_mem());
	if (!session->ssl || !session->in || !session->out)
		xsUnknownError("there is no memory for TLS");
	openssl->SSL_set_bio(session->ssl, session->in, session->out);
	openssl->SSL_set_connect_state(session->ssl);
	char *name = xsmcToString(xsArg(0));
	openssl->SSL_set1_host(session->ssl, name);
	/* An address is no name of a server. RFC 6066 section 3. */
	if (name[strspn(name, "0123456789.")])
		openssl->SSL_ctrl(session->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name);
}

/* (certificate): DER */
void xs_tls_trust(xsMachine *the) {
	struct session *session = thisSession(the);
	const struct openssl *openssl = session->openssl;
	void *bytes;
	xsUnsignedValue length;
	xsmcGetBufferReadable(xsArg(0), &bytes, &length);
	const uint8_t *next = bytes;
	X509 *certificate = openssl->d2i_X509(NULL, &next, (long)length);
	X509_STORE *store = openssl->SSL_CTX_get_cert_store(session->context);
	bool added = certificate && openssl->X509_STORE_add_cert(store, certificate) == 1;
	openssl->X509_free(certificate);
	openssl->ERR_clear_error();
	if (!added)
		throwError(the, "tls-failed", "a certificate that was to be trusted is none");
}

/* (): trusts the authorities that the system does */
void xs_tls_trust_system(xsMachine *the) {
	struct session *session = thisSession(the);
	session->openssl->SSL_CTX_set_default_verify_paths(session->context);
}

/* (buffer): bytes that came from the server */
void xs_tls_receive(xsMachine *the) {
	struct session *session = thisSession(the);
	void *bytes;
	xsUnsignedValue length;
	xsmcGetBufferReadable(xsArg(0), &bytes, &length);
	if (session->openssl->BIO_write(session->in, bytes, (int)length) != (int)length)
		xsUnknownError("there is no memory for what came over TLS");
}

/* () -> whether the handshake is done */
void xs_tls_handshake(xsMachine *the) {
	struct session *session = thisSession(the);
	session->openssl->ERR_clear_error();
	int result = session->openssl->SSL_do_handshake(session->ssl);
	xsmcSetBoolean(xsResult, result == 1);
	if (result != 1 && session->openssl->SSL_get_error(session->ssl, result) != SSL_ERROR_WANT_READ)
		fail(the, session);
}

/* () -> how many bytes can be read; -1 when the server has said that no more come */
void xs_tls_decrypt(xsMachine *the) {
	struct session *session = thisSession(the);
	const struct openssl *openssl = session->openssl;
	if (session->plainStart) {
		memmove(session->plain, session->plain + session->plainStart, session->plainLength);
		session->plainStart = 0;
	}
	openssl->ERR_clear_error();
	while (session->plainLength < kPlainCapacity) {
		int count = openssl->SSL_read(session->ssl, session->plain + session->plainLength,
		    (int)(kPlainCapacity - session->plainLength));
		if (count > 0) {
			session->plainLength += (size_t)count;
			continue;
		}
		int error = openssl->SSL_get_error(session->ssl, count);
		if (error == SSL_ERROR_WANT_READ)
			break;
		if (error != SSL_ERROR_ZERO_RETURN)
			fail(the, session);
		if (!session->plainLength) {
			xsmcSetInteger(xsResult, -1);
			return;
		}
		break;
	}
	xsmcSetInteger(xsResult, (xsIntegerValue)session->plainLength);
}

/* (buffer) -> how many bytes of what was decrypted were copied to it */
void xs_tls_read(xsMachine *the) {
	struct session *session = thisSession(the);
	void *bytes;
	xsUnsignedValue length;
	xsmcGetBufferWritable(xsArg(0), &bytes, &length);
	size_t count = length < session->plainLength ? length : session->plainLength;
	memcpy(bytes, session->plain + session->plainStart, count);
	session->plainStart += count;
	session->plainLength -= count;
	xsmcSetInteger(xsResult, (xsIntegerValue)count);
}

/* (buffer): encrypts it */
void xs_tls_encrypt(xsMachine *the) {
	struct session *session = thisSession(the);
	void *bytes;
	xsUnsignedValue length;
	xsmcGetBufferReadable(xsArg(0), &bytes, &length);
	session->openssl->ERR_clear_error();
	if (length && session->openssl->SSL_write(session->ssl, bytes, (int)length) != (int)length)
		fail(the, session);
}

/* () -> bytes that are to be sent to the server */
void xs_tls_pending(xsMachine *the) {
	struct session *session = thisSession(the);
	xsmcSetInteger(
	    xsResult, (xsIntegerValue)session->openssl->BIO_ctrl(session->out, BIO_CTRL_PENDING, 0, NULL));
}

/* (buffer): fills it with what is to be sent, of which there must be as much */
void xs_tls_send(xsMachine *the) {
	struct session *session = thisSession(the);
	void *bytes;
	xsUnsignedValue length;
	xsmcGetBufferWritable(xsArg(0), &bytes, &length);
	if (session->openssl->BIO_read(session->out, bytes, (int)length) != (int)length)
		xsUnknownError("%u bytes cannot be sent, there are fewer", length);
}

/* (): says that no more is sent */
void xs_tls_shutdown(xsMachine *the) {
	struct session *session = thisSession(the);
	session->openssl->SSL_shutdown(session->ssl);
	session->openssl->ERR_clear_error();
}
