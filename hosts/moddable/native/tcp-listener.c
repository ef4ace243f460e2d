#include "tcp-socket.h"
#include "mc.xs.h"

static void dispose(Watched* watched)
{
	c_free(watched);
}

static void serve(Watched* watched, uint8_t ready)
{
	watchCall(watched, xsID_onConnection, ready);
}

void poi_listener_destructor(void* data)
{
	if (data)
		watchRemove(data);
}

/* constructor(port, loopbackOnly) */
void poi_listener_constructor(xsMachine* the)
{
	struct sockaddr_in address = { 0 };
	int on = 1;
	Watched* listener = c_calloc(1, sizeof(Watched));
	if (!listener)
		xsRangeError("no memory for a listener");
	address.sin_family = AF_INET;
	address.sin_port = htons(xsmcToInteger(xsArg(0)));
	address.sin_addr.s_addr = htonl(xsmcTest(xsArg(1)) ? INADDR_LOOPBACK : INADDR_ANY);
	listener->descriptor = lwip_socket(AF_INET, SOCK_STREAM, 0);
	if (listener->descriptor < 0) {
		c_free(listener);
		xsUnknownError("no socket is left");
	}
	lwip_setsockopt(listener->descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (lwip_bind(listener->descriptor, (struct sockaddr*)&address, sizeof(address)) || lwip_listen(listener->descriptor, 8)) {
		lwip_close(listener->descriptor);
		c_free(listener);
		xsUnknownError("the port is taken");
	}
	listener->the = the;
	listener->wants = POI_READ;
	listener->serve = serve;
	listener->dispose = dispose;
	xsmcSetHostData(xsThis, listener);
	watchRemember(listener, &xsThis);
	watchAdd(listener);
}

void poi_listener_get_port(xsMachine* the)
{
	Watched* listener = xsmcGetHostData(xsThis);
	struct sockaddr_in address = { 0 };
	socklen_t length = sizeof(address);
	if (listener)
		lwip_getsockname(listener->descriptor, (struct sockaddr*)&address, &length);
	xsmcSetInteger(xsResult, ntohs(address.sin_port));
}

/* accept(socket): makes it the next connection that waits; false where none does */
void poi_listener_accept(xsMachine* the)
{
	Watched* listener = xsmcGetHostData(xsThis);
	struct sockaddr_in peer = { 0 };
	socklen_t length = sizeof(peer);
	xsmcSetFalse(xsResult);
	if (!listener)
		return;
	TcpSocket* tcp = tcpMake(the);
	tcp->watched.descriptor = lwip_accept(listener->descriptor, (struct sockaddr*)&peer, &length);
	if (tcp->watched.descriptor < 0) {
		c_free(tcp);
		return;
	}
	tcp->peer = peer.sin_addr;
	tcp->state = TCP_OPEN;
	tcpOwn(the, tcp, &xsArg(0));
	xsmcSetTrue(xsResult);
}

void poi_listener_close(xsMachine* the)
{
	Watched* listener = xsmcGetHostData(xsThis);
	if (listener)
		watchRemove(listener);
}
