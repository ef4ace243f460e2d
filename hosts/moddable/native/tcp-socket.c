#include "byte-queue.h"
#include "tcp-socket.h"
#include "mc.xs.h"

#define CONNECT_MS 20000
/* After `close`: how long the peer may take to accept what is queued and to end. */
#define LINGER_MS 10000
/* Connections that linger at once; the oldest gives way. */
#define MOST_LINGERING 8

/* What happened, as the owner's `onEvent` is told. */
enum {
	EVENT_READABLE,
	EVENT_WRITABLE,
	EVENT_CLOSED
};

/* Those that linger, the oldest first. */
static TcpSocket* gLingering[MOST_LINGERING];
static int gLingeringCount;

static TcpSocket* tcpOf(xsMachine* the, xsSlot* slot)
{
	return xsmcGetHostData(*slot);
}

static void dispose(Watched* watched)
{
	TcpSocket* tcp = (TcpSocket*)watched;
	bytesDrop(&tcp->received);
	bytesDrop(&tcp->queued);
	c_free(tcp);
}

static void removeSocket(TcpSocket* tcp)
{
	int at = 0;
	while (at < gLingeringCount && gLingering[at] != tcp)
		at++;
	if (at < gLingeringCount) {
		gLingeringCount--;
		c_memmove(gLingering + at, gLingering + at + 1, (gLingeringCount - at) * sizeof(TcpSocket*));
	}
	watchRemove(&tcp->watched);
}

/* What the socket waits for, by its state. */
static void want(TcpSocket* tcp)
{
	uint8_t wants = 0;
	if (tcp->state == TCP_CONNECTING)
		wants = POI_WRITE;
	else if (tcp->state == TCP_OPEN) {
		if (bytesHeld(&tcp->received) < QUEUE_BYTES)
			wants = POI_READ;
		if (bytesHeld(&tcp->queued) || tcp->starved)
			wants |= POI_WRITE;
	}
	else if (tcp->state == TCP_LINGERING)
		wants = (tcp->peerEnded ? 0 : POI_READ) | (tcp->shut ? 0 : POI_WRITE);
	else
		/* Due at once. */
		tcp->watched.dueMs = 1;
	if (wants != tcp->watched.wants || tcp->state == TCP_ENDED) {
		tcp->watched.wants = wants;
		watchChanged();
	}
}

static void end(TcpSocket* tcp, const char* reason)
{
	if (tcp->state >= TCP_ENDED)
		return;
	tcp->state = TCP_ENDED;
	tcp->reason = reason;
}

static const char* reasonOf(int error)
{
	switch (error) {
		case ECONNREFUSED: return "refused";
		case ECONNRESET: return "reset by the peer";
		case EPIPE: return "reset by the peer";
		case ETIMEDOUT: return "timed out";
		case EHOSTUNREACH: return "unreachable";
		case ENETUNREACH: return "unreachable";
		default: return "broken";
	}
}

static bool isAgain(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ENOBUFS || error == ENOMEM;
}

/* Sends what is queued. */
static void flush(TcpSocket* tcp)
{
	ByteQueue* queued = &tcp->queued;
	while (bytesHeld(queued)) {
		int sent = lwip_send(tcp->watched.descriptor, queued->block + queued->start, bytesHeld(queued), POI_SEND_FLAGS);
		if (sent < 0) {
			if (!isAgain(errno))
				end(tcp, reasonOf(errno));
			return;
		}
		bytesTake(queued, sent);
	}
}

/* Reads what there is room for; true where something came. */
static bool fill(TcpSocket* tcp)
{
	bool some = false;
	for (;;) {
		int bytes = 0;
		uint8_t* into = bytesRoom(&tcp->received, &bytes);
		if (!into || bytes == 0)
			return some;
		int count = lwip_recv(tcp->watched.descriptor, into, bytes, MSG_DONTWAIT);
		if (count <= 0) {
			if (count == 0)
				tcp->peerEnded = true;
			else if (!isAgain(errno))
				end(tcp, reasonOf(errno));
			if (!bytesHeld(&tcp->received))
				bytesDrop(&tcp->received);
			return some;
		}
		tcp->received.end += count;
		some = true;
	}
}

/* Whether the connection that was begun is open now; an error ends it. */
static bool isConnected(TcpSocket* tcp)
{
	struct sockaddr_in peer;
	int error = 0;
	socklen_t length = sizeof(error);
	lwip_getsockopt(tcp->watched.descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
	if (error) {
		end(tcp, reasonOf(error));
		return false;
	}
	length = sizeof(peer);
	return lwip_getpeername(tcp->watched.descriptor, (struct sockaddr*)&peer, &length) == 0;
}

/* Sends what is queued, then the end; false where the connection broke. */
static bool sendRest(TcpSocket* tcp)
{
	int before = bytesHeld(&tcp->queued);
	while (bytesHeld(&tcp->queued)) {
		int sent = lwip_send(tcp->watched.descriptor, tcp->queued.block + tcp->queued.start, bytesHeld(&tcp->queued), POI_SEND_FLAGS);
		if (sent < 0 && !isAgain(errno))
			return false;
		if (sent <= 0)
			break;
		bytesTake(&tcp->queued, sent);
	}
	if (before != bytesHeld(&tcp->queued))
		tcp->watched.dueMs = watchNowMs() + LINGER_MS;
	if (!bytesHeld(&tcp->queued)) {
		tcp->shut = true;
		lwip_shutdown(tcp->watched.descriptor, SHUT_WR);
	}
	return true;
}

/* Throws away what the peer sends, which would turn the end into a reset; false where the connection broke. */
static bool discard(TcpSocket* tcp)
{
	uint8_t scratch[256];
	for (int rounds = 0; rounds < 64; rounds++) {
		int count = lwip_recv(tcp->watched.descriptor, scratch, sizeof(scratch), MSG_DONTWAIT);
		if (count == 0)
			tcp->peerEnded = true;
		if (count < 0 && !isAgain(errno))
			return false;
		if (count <= 0)
			break;
	}
	return true;
}

/* Nobody owns it any more. */
static void serveLingering(TcpSocket* tcp, uint8_t ready)
{
	bool alive = !(ready & POI_DUE) && (tcp->shut || sendRest(tcp)) && (tcp->peerEnded || discard(tcp));
	if (alive && !(tcp->shut && tcp->peerEnded))
		want(tcp);
	else
		removeSocket(tcp);
}

static void linger(TcpSocket* tcp)
{
	if (gLingeringCount == MOST_LINGERING)
		removeSocket(gLingering[0]);
	gLingering[gLingeringCount++] = tcp;
	watchForget(&tcp->watched);
	bytesDrop(&tcp->received);
	tcp->state = TCP_LINGERING;
	tcp->starved = false;
	tcp->watched.dueMs = watchNowMs() + LINGER_MS;
	serveLingering(tcp, 0);
}

static void serve(Watched* watched, uint8_t ready)
{
	TcpSocket* tcp = (TcpSocket*)watched;
	if (tcp->state == TCP_LINGERING) {
		serveLingering(tcp, ready);
		return;
	}
	if (tcp->state == TCP_CONNECTING) {
		if (ready & POI_DUE)
			end(tcp, "timed out");
		else if (isConnected(tcp)) {
			tcp->state = TCP_OPEN;
			watched->dueMs = 0;
			if (!watchCall(watched, xsID_onEvent, EVENT_WRITABLE))
				return;
		}
	}
	if (tcp->state == TCP_OPEN && (ready & POI_WRITE)) {
		flush(tcp);
		if (tcp->state == TCP_OPEN && tcp->starved && bytesHeld(&tcp->queued) <= QUEUE_BYTES / 2) {
			tcp->starved = false;
			if (!watchCall(watched, xsID_onEvent, EVENT_WRITABLE))
				return;
		}
	}
	if (tcp->state == TCP_OPEN && (ready & POI_READ) && fill(tcp) && tcp->state == TCP_OPEN) {
		if (!watchCall(watched, xsID_onEvent, EVENT_READABLE))
			return;
	}
	/* After what came before it was told: one who ends first may still wait for an answer. */
	if (tcp->peerEnded)
		end(tcp, "ended by the peer");
	if (tcp->state == TCP_ENDED) {
		watched->dueMs = 0;
		if (!watchCall(watched, xsID_onEvent, EVENT_CLOSED))
			return;
		linger(tcp);
		return;
	}
	want(tcp);
}

TcpSocket* tcpMake(xsMachine* the)
{
	TcpSocket* tcp = c_calloc(1, sizeof(TcpSocket));
	if (!tcp)
		xsRangeError("no memory for a connection");
	tcp->reason = "closed";
	tcp->watched.the = the;
	tcp->watched.serve = serve;
	tcp->watched.dispose = dispose;
	tcp->watched.descriptor = -1;
	return tcp;
}

void tcpOwn(xsMachine* the, TcpSocket* tcp, xsSlot* object)
{
	int on = 1;
	lwip_setsockopt(tcp->watched.descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	xsmcSetHostData(*object, tcp);
	watchRemember(&tcp->watched, object);
	want(tcp);
	watchAdd(&tcp->watched);
}

void poi_tcp_destructor(void* data)
{
	if (data)
		removeSocket(data);
}

/* connect(address, port): fails through onEvent */
void poi_tcp_connect(xsMachine* the)
{
	struct sockaddr_in address = { 0 };
	int on = 1;
	TcpSocket* tcp = tcpMake(the);
	bool isAddress = watchAddress(the, &xsArg(0), &address.sin_addr);
	address.sin_family = AF_INET;
	address.sin_port = htons(xsmcToInteger(xsArg(1)));
	tcp->peer = address.sin_addr;
	tcp->watched.descriptor = lwip_socket(AF_INET, SOCK_STREAM, 0);
	if (tcp->watched.descriptor < 0) {
		c_free(tcp);
		xsUnknownError("no socket is left");
	}
	tcp->watched.dueMs = watchNowMs() + CONNECT_MS;
	lwip_ioctl(tcp->watched.descriptor, FIONBIO, &on);
	if (!isAddress)
		end(tcp, "no IPv4 address");
	else if (lwip_connect(tcp->watched.descriptor, (struct sockaddr*)&address, sizeof(address)) && errno != EINPROGRESS)
		end(tcp, reasonOf(errno));
	tcpOwn(the, tcp, &xsThis);
}

void poi_tcp_get_remoteAddress(xsMachine* the)
{
	TcpSocket* tcp = tcpOf(the, &xsThis);
	char text[INET_ADDRSTRLEN] = "";
	if (tcp)
		lwip_inet_ntop(AF_INET, &tcp->peer, text, sizeof(text));
	xsmcSetString(xsResult, text);
}

void poi_tcp_get_reason(xsMachine* the)
{
	TcpSocket* tcp = tcpOf(the, &xsThis);
	xsmcSetString(xsResult, (char*)(tcp ? tcp->reason : "closed"));
}

void poi_tcp_get_writable(xsMachine* the)
{
	TcpSocket* tcp = tcpOf(the, &xsThis);
	xsmcSetInteger(xsResult, tcp && tcp->state == TCP_OPEN ? QUEUE_BYTES - bytesHeld(&tcp->queued) : 0);
}

/* take(limit): up to so many bytes that have arrived, or undefined */
void poi_tcp_take(xsMachine* the)
{
	TcpSocket* tcp = tcpOf(the, &xsThis);
	int limit = xsmcToInteger(xsArg(0));
	int count = tcp ? bytesHeld(&tcp->received) : 0;
	if (count > limit)
		count = limit;
	if (count <= 0)
		return;
	xsmcSetArrayBuffer(xsResult, tcp->received.block + tcp->received.start, count);
	bytesTake(&tcp->received, count);
	want(tcp);
}

/* write(bytes): how many were taken */
void poi_tcp_write(xsMachine* the)
{
	TcpSocket* tcp = tcpOf(the, &xsThis);
	uint8_t* bytes;
	xsUnsignedValue length;
	int taken = 0, space = 0;
	uint8_t* into;
	xsmcSetInteger(xsResult, 0);
	if (!tcp || tcp->state != TCP_OPEN)
		return;
	xsmcGetBufferReadable(xsArg(0), (void**)&bytes, &length);
	int most = QUEUE_BYTES - bytesHeld(&tcp->queued);
	if ((int)length < most)
		most = (int)length;
	if (!bytesHeld(&tcp->queued) && most) {
		taken = lwip_send(tcp->watched.descriptor, bytes, most, POI_SEND_FLAGS);
		if (taken < 0) {
			taken = 0;
			if (!isAgain(errno)) {
				end(tcp, reasonOf(errno));
				want(tcp);
				return;
			}
		}
	}
	if (taken < most && (into = bytesRoom(&tcp->queued, &space))) {
		c_memcpy(into, bytes + taken, most - taken);
		tcp->queued.end += most - taken;
		taken = most;
	}
	if (taken < (int)length || bytesHeld(&tcp->queued) == QUEUE_BYTES)
		tcp->starved = true;
	want(tcp);
	xsmcSetInteger(xsResult, taken);
}

/* close(): sends what is queued, and then the end */
void poi_tcp_close(xsMachine* the)
{
	TcpSocket* tcp = tcpOf(the, &xsThis);
	if (!tcp)
		return;
	if (tcp->state == TCP_OPEN)
		linger(tcp);
	else
		removeSocket(tcp);
}

/* abort(): the peer sees a reset */
void poi_tcp_abort(xsMachine* the)
{
	TcpSocket* tcp = tcpOf(the, &xsThis);
	struct linger none = { 1, 0 };
	if (!tcp)
		return;
	if (tcp->state == TCP_OPEN)
		lwip_setsockopt(tcp->watched.descriptor, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	removeSocket(tcp);
}
