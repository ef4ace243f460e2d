#ifndef POI_TCP_SOCKET_H
#define POI_TCP_SOCKET_H

#include "byte-queue.h"
#include "watch.h"

enum {
	TCP_CONNECTING,
	TCP_OPEN,
	/* The peer ended, or the connection broke; the owner hears of it with the next turn. */
	TCP_ENDED,
	/* The owner has closed: what is queued is sent, what comes is thrown away. */
	TCP_LINGERING
};

typedef struct {
	Watched watched;
	uint8_t state;
	/* `write` was refused some bytes: the owner waits to be told. */
	bool starved;
	/* Our end has been sent, theirs has come. */
	bool shut;
	bool peerEnded;
	ByteQueue received;
	ByteQueue queued;
	struct in_addr peer;
	const char* reason;
} TcpSocket;

/* A socket without a descriptor; throws without memory. */
extern TcpSocket* tcpMake(xsMachine* the);

/* Binds it, its descriptor set, to its JavaScript object, and begins to wait. */
extern void tcpOwn(xsMachine* the, TcpSocket* tcp, xsSlot* object);

#endif
