/**
 * How the XS engine is configured for the simulator. The engine's xsPlatform.h includes it
 * (INCLUDE_XSPLATFORM, XSPLATFORM="platform.h").
 *
 * mxDebug is always on: it is what makes exceptions know their line, and what lets xsbug attach to a program
 * that is already built. mxNoConsole keeps the engine from printing each exception that is thrown, caught or
 * not; what is uncaught is printed by platform/report.c.
 */
#ifndef BELLTOWER_XS_PLATFORM_H
#define BELLTOWER_XS_PLATFORM_H

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <arpa/inet.h>
#include <pthread.h>
#include <unistd.h>

#undef mxLittleEndian
#define mxLittleEndian 1
#if defined(__linux__)
#undef mxLinux
#define mxLinux 1
#elif defined(__APPLE__)
#undef mxMacOSX
#define mxMacOSX 1
#else
#error the simulator runs on Linux and macOS
#endif

#ifndef mxDebug
#define mxDebug 1
#endif
#define mxNoConsole 1
#define mxParse 1
#define mxRun 1
#define mxBoundsCheck 1
#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define mxASANStackMargin (1024 * 1024)
#endif

/* promiseJobsQueued and abortStatus (why the machine was stopped, or 0) are ours, the rest is for the
 * engine's Atomics. */
#define mxMachinePlatform                                                                                    \
	bool promiseJobsQueued;                                                                                  \
	int abortStatus;                                                                                         \
	void *waiterCondition;                                                                                   \
	void *waiterData;                                                                                        \
	void *waiterLink;

#define mxUseDefaultBuildKeys 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultSharedChunks 1

#endif
