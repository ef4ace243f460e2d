#include "watch.h"
#include "mc.xs.h"

/* More than the port's 1,472 bytes, so that what is larger shows. */
#define MOST_BYTES 1536

typedef struct {
	Watched watched;
	/* Who sent what `receive` returned last. */
	struct sockaddr_in from;
} UdpSocket;

void poi_udp_destructor(void* data)
{
	if (data)
		watchRemove(data);
}

static UdpSocket* udpOf(xsMachine* the, xsSlot* slot)
{
	return xsmcGetHostData(*slot);
}

static void dispose(Watched* watched)
{
	c_free(watched);
}

static void serve(Watched* watched, uint8_t ready)
{
	watchCall(watched, xsID_onReadable, ready);
}

/* constructor(port, shared, groupHops) */
void poi_udp_constructor(xsMachine* the)
{
	struct sockaddr_in address = { 0 };
	int on = 1, hops = 255;
	UdpSocket* udp = c_calloc(1, sizeof(UdpSocket));
	if (!udp)
		xsRangeError("no memory for a socket");
	address.sin_family = AF_INET;
	address.sin_port = htons(xsmcToInteger(xsArg(0)));
	udp->watched.descriptor = lwip_socket(AF_INET, SOCK_DGRAM, 0);
	if (udp->watched.descriptor < 0) {
		c_free(udp);
		xsUnknownError("no socket is left");
	}
	if (xsmcTest(xsArg(1)))
		lwip_setsockopt(udp->watched.descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (lwip_bind(udp->watched.descriptor, (struct sockaddr*)&address, sizeof(address))) {
		lwip_close(udp->watched.descriptor);
		c_free(udp);
		xsUnknownError("the port is taken");
	}
	lwip_setsockopt(udp->watched.descriptor, IPPROTO_IP, IP_TTL, &hops, sizeof(hops));
	/* lwIP takes these as bytes only, Linux takes both. */
	uint8_t groupHops = xsmcToInteger(xsArg(2)), loop = 1;
	lwip_setsockopt(udp->watched.descriptor, IPPROTO_IP, IP_MULTICAST_TTL, &groupHops, sizeof(groupHops));
	lwip_setsockopt(udp->watched.descriptor, IPPROTO_IP, IP_MULTICAST_LOOP, &loop, sizeof(loop));
#ifdef IP_MULTICAST_ALL
	/* Linux would hand over every group that anybody on this machine has joined. */
	int all = 0;
	lwip_setsockopt(udp->watched.descriptor, IPPROTO_IP, IP_MULTICAST_ALL, &all, sizeof(all));
#endif
	udp->watched.the = the;
	udp->watched.wants = POI_READ;
	udp->watched.serve = serve;
	udp->watched.dispose = dispose;
	xsmcSetHostData(xsThis, udp);
	watchRemember(&udp->watched, &xsThis);
	watchAdd(&udp->watched);
}

void poi_udp_get_port(xsMachine* the)
{
	UdpSocket* udp = udpOf(the, &xsThis);
	struct sockaddr_in address = { 0 };
	socklen_t length = sizeof(address);
	if (udp)
		lwip_getsockname(udp->watched.descriptor, (struct sockaddr*)&address, &length);
	xsmcSetInteger(xsResult, ntohs(address.sin_port));
}

/* join(group, interfaceAddress): false where that cannot be done now */
void poi_udp_join(xsMachine* the)
{
	UdpSocket* udp = udpOf(the, &xsThis);
	struct ip_mreq group = { 0 };
	xsmcSetFalse(xsResult);
	if (!udp || !watchAddress(the, &xsArg(0), &group.imr_multiaddr))
		return;
	if (!watchAddress(the, &xsArg(1), &group.imr_interface))
		return;
	if (!lwip_setsockopt(udp->watched.descriptor, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof(group)))
		xsmcSetTrue(xsResult);
}

/* send(bytes, address, port, interfaceAddress?): false where it did not leave */
void poi_udp_send(xsMachine* the)
{
	UdpSocket* udp = udpOf(the, &xsThis);
	struct sockaddr_in to = { 0 };
	struct in_addr from;
	void* bytes;
	xsUnsignedValue length;
	xsmcSetFalse(xsResult);
	if (!udp || !watchAddress(the, &xsArg(1), &to.sin_addr))
		return;
	if (xsmcArgc > 3 && xsmcTest(xsArg(3))) {
		if (!watchAddress(the, &xsArg(3), &from))
			return;
		if (lwip_setsockopt(udp->watched.descriptor, IPPROTO_IP, IP_MULTICAST_IF, &from, sizeof(from)))
			return;
	}
	to.sin_family = AF_INET;
	to.sin_port = htons(xsmcToInteger(xsArg(2)));
	xsmcGetBufferReadable(xsArg(0), &bytes, &length);
	int sent = lwip_sendto(udp->watched.descriptor, bytes, length, POI_SEND_FLAGS, (struct sockaddr*)&to, sizeof(to));
	if (sent == (int)length)
		xsmcSetTrue(xsResult);
}

/* receive(): the next datagram, or undefined; what is too large is passed over */
void poi_udp_receive(xsMachine* the)
{
	/* One machine has sockets, so one buffer does; it is on no task's stack. */
	static uint8_t buffer[MOST_BYTES];
	UdpSocket* udp = udpOf(the, &xsThis);
	if (!udp)
		return;
	for (;;) {
		socklen_t size = sizeof(udp->from);
		int length = lwip_recvfrom(udp->watched.descriptor, buffer, sizeof(buffer), MSG_DONTWAIT, (struct sockaddr*)&udp->from, &size);
		if (length < 0)
			return;
		if (length < MOST_BYTES) {
			xsmcSetArrayBuffer(xsResult, buffer, length);
			return;
		}
	}
}

void poi_udp_get_address(xsMachine* the)
{
	UdpSocket* udp = udpOf(the, &xsThis);
	char text[INET_ADDRSTRLEN] = "";
	if (udp)
		lwip_inet_ntop(AF_INET, &udp->from.sin_addr, text, sizeof(text));
	xsmcSetString(xsResult, text);
}

void poi_udp_get_senderPort(xsMachine* the)
{
	UdpSocket* udp = udpOf(the, &xsThis);
	xsmcSetInteger(xsResult, udp ? ntohs(udp->from.sin_port) : 0);
}

void poi_udp_close(xsMachine* the)
{
	UdpSocket* udp = udpOf(the, &xsThis);
	if (udp)
		watchRemove(&udp->watched);
}
