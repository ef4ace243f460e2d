#include "xsmc.h"
#include "mc.xs.h"

#include <stdio.h>

#include <arpa/inet.h>
#include <glib-unix.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <fcntl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

void poi_machine_microseconds(xsMachine* the)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	xsmcSetNumber(xsResult, (double)now.tv_sec * 1e6 + (double)(now.tv_nsec / 1000));
}

void poi_machine_random(xsMachine* the)
{
	uint8_t* bytes;
	xsUnsignedValue length;
	xsmcGetBufferWritable(xsArg(0), (void**)&bytes, &length);
	while (length) {
		ssize_t count = getrandom(bytes, length, 0);
		if (count <= 0)
			xsUnknownError("no random bytes");
		bytes += count;
		length -= count;
	}
}

/* The IPv4 addresses of all interfaces but loopback, divided by commas. */
void poi_machine_addresses(xsMachine* the)
{
	char text[512] = "";
	struct ifaddrs* first;
	if (!getifaddrs(&first)) {
		for (struct ifaddrs* each = first; each; each = each->ifa_next) {
			size_t length = strlen(text);
			if (!each->ifa_addr || each->ifa_addr->sa_family != AF_INET || (each->ifa_flags & IFF_LOOPBACK))
				continue;
			if (!(each->ifa_flags & IFF_UP) || length + INET_ADDRSTRLEN + 2 > sizeof(text))
				continue;
			if (length)
				text[length++] = ',';
			inet_ntop(AF_INET, &((struct sockaddr_in*)each->ifa_addr)->sin_addr, text + length, INET_ADDRSTRLEN);
		}
		freeifaddrs(first);
	}
	xsmcSetString(xsResult, text);
}

/* setting(name): an environment variable, or undefined. */
void poi_machine_setting(xsMachine* the)
{
	char* value = getenv(xsmcToString(xsArg(0)));
	if (value)
		xsmcSetString(xsResult, value);
}

/* flushDirectory(path): its names survive a power cut from now on */
void poi_machine_flushDirectory(xsMachine* the)
{
	int descriptor = open(xsmcToString(xsArg(0)), O_RDONLY | O_DIRECTORY);
	if (descriptor < 0)
		xsUnknownError(strerror(errno));
	int result = fsync(descriptor);
	close(descriptor);
	if (result)
		xsUnknownError(strerror(errno));
}

/* macAddress(): none; the node draws an identity of its own */
void poi_machine_macAddress(xsMachine* the)
{
}

/* Ending: SIGTERM and SIGINT call a function once. */

static xsSlot gOnEnd;
static xsMachine* gMachine;

static gboolean ended(gpointer unused)
{
	xsBeginHost(gMachine);
	{
		xsCallFunction0(gOnEnd, xsGlobal);
	}
	xsEndHost(gMachine);
	return G_SOURCE_REMOVE;
}

void poi_machine_onEnd(xsMachine* the)
{
	gMachine = the;
	gOnEnd = xsArg(0);
	xsRemember(gOnEnd);
	g_unix_signal_add(SIGTERM, ended, NULL);
	g_unix_signal_add(SIGINT, ended, NULL);
}

void poi_machine_say(xsMachine* the)
{
	printf("%s\n", xsmcToString(xsArg(0)));
	fflush(stdout);
}

void poi_machine_exit(xsMachine* the)
{
	fflush(stdout);
	_exit(xsmcToInteger(xsArg(0)));
}
