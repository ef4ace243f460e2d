/*
 * Sockets over BSD calls, which Linux and the ESP32's lwIP both have, by the names that lwIP itself gives them: plain ones would take
 * a header that the SDK's paths do not reach. A thread of its own waits for them in select() and tells
 * the machine's thread, which does all reading, writing and calling back. So nothing here needs a lock but the hand-over.
 */
#ifndef POI_WATCH_H
#define POI_WATCH_H

#include "xsmc.h"
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#if ESP32
	#include "xsHost.h"
	#include "lwip/sockets.h"
	#define POI_SEND_FLAGS MSG_DONTWAIT
#else
	#include <arpa/inet.h>
	#include <netinet/in.h>
	#include <netinet/tcp.h>
	#include <sys/ioctl.h>
	#include <sys/select.h>
	#include <sys/socket.h>
	#include <unistd.h>
	#define lwip_accept accept
	#define lwip_bind bind
	#define lwip_close close
	#define lwip_connect connect
	#define lwip_getpeername getpeername
	#define lwip_getsockname getsockname
	#define lwip_getsockopt getsockopt
	#define lwip_inet_ntop inet_ntop
	#define lwip_inet_pton inet_pton
	#define lwip_ioctl ioctl
	#define lwip_listen listen
	#define lwip_recv recv
	#define lwip_recvfrom recvfrom
	#define lwip_select select
	#define lwip_send send
	#define lwip_sendto sendto
	#define lwip_setsockopt setsockopt
	#define lwip_shutdown shutdown
	#define lwip_socket socket
	#define POI_SEND_FLAGS (MSG_DONTWAIT | MSG_NOSIGNAL)
#endif

enum {
	POI_READ = 1,
	POI_WRITE = 2,
	/* Time is up: see dueMs. */
	POI_DUE = 4
};

typedef struct Watched Watched;

/* One socket. It is embedded first in a larger struct; `dispose` frees that. */
struct Watched {
	Watched* next;
	xsMachine* the;
	/* Kept alive by xsRemember while `remembered`; its method is called by `watchCall`. */
	xsSlot object;
	bool remembered;
	int descriptor;
	/* POI_READ, POI_WRITE: what the socket waits for. */
	uint8_t wants;
	uint8_t ready;
	/* Served with POI_DUE at this time of watchNowMs; 0 never. */
	int64_t dueMs;
	void (*serve)(Watched* watched, uint8_t ready);
	void (*dispose)(Watched* watched);
	uint8_t holds;
	bool removed;
};

/* Makes the descriptor non-blocking and begins to wait. */
extern void watchAdd(Watched* watched);

/* Closes the descriptor. The struct is disposed of once nobody holds it. */
extern void watchRemove(Watched* watched);

/* To be called when `wants` or `dueMs` changed. */
extern void watchChanged(void);

/* A struct that is held is there until it is released, removed or not. */
extern void watchHold(Watched* watched);
extern void watchRelease(Watched* watched);

/* Keeps and gives up the JavaScript object, whose host data is the struct. */
extern void watchRemember(Watched* watched, xsSlot* object);
extern void watchForget(Watched* watched);

/* Calls a method of the object with a number. False where the socket was closed in it. */
extern bool watchCall(Watched* watched, xsIndex method, int32_t argument);

/* Milliseconds that never step. */
extern int64_t watchNowMs(void);

/* Reads "192.168.4.1"; false for any other text. */
extern bool watchAddress(xsMachine* the, xsSlot* slot, struct in_addr* address);

#endif
