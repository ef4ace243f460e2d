/*
 * Hands what goes over the strip's bus to whoever listens at a Unix socket, in frames as sim/page/light-frames.ts describes them. A process
 * has one strip, and only its worker calls this.
 */
#include "xsmc.h"
#include "mc.xs.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* Whoever reads so slowly is given up. */
#define PATIENCE_S 1
/* How often it is looked whether somebody listens now. */
#define AGAIN_US 200000
#define WRITES 1
#define FRAME_BYTES 8
#define WRITE_BYTES 24
#define RUN_BYTES 2

static int line = -1;
static double triedUs;
/* From the machine's clock to microseconds since 1970. */
static double epochUs;

static double clockUs(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void hangUp(void)
{
	close(line);
	line = -1;
}

static void ring(const char* path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = PATIENCE_S };
	double nowUs = clockUs(CLOCK_MONOTONIC);
	if (nowUs - triedUs < AGAIN_US || strlen(path) >= sizeof(address.sun_path))
		return;
	triedUs = nowUs;
	strcpy(address.sun_path, path);
	line = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(line, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (connect(line, (struct sockaddr*)&address, sizeof(address)))
		hangUp();
	epochUs = clockUs(CLOCK_REALTIME) - clockUs(CLOCK_MONOTONIC);
}

static void put(uint8_t* at, const void* value, size_t length)
{
	/* Lowest byte first, as this computer has it. */
	memcpy(at, value, length);
}

/* tell(path, bytes, startUs, byteUs): a write that begins at `startUs` of the machine's clock */
void poi_line_tell(xsMachine* the)
{
	uint8_t head[FRAME_BYTES + WRITE_BYTES + RUN_BYTES] = { 0 };
	void* bytes;
	xsUnsignedValue length;
	xsmcGetBufferReadable(xsArg(1), &bytes, &length);
	if (line < 0)
		ring(xsmcToString(xsArg(0)));
	if (line < 0)
		return;
	uint32_t rest = sizeof(head) - 4 + length, sent = length, packed = RUN_BYTES + length;
	uint16_t kind = WRITES, words = length / 4;
	double startUs = xsmcToNumber(xsArg(2)) + epochUs, byteUs = xsmcToNumber(xsArg(3));
	put(head, &rest, 4);
	put(head + 6, &kind, 2);
	put(head + FRAME_BYTES, &startUs, 8);
	put(head + FRAME_BYTES + 8, &byteUs, 8);
	put(head + FRAME_BYTES + 16, &sent, 4);
	put(head + FRAME_BYTES + 20, &packed, 4);
	put(head + FRAME_BYTES + WRITE_BYTES, &words, 2);
	struct iovec parts[2] = { { head, sizeof(head) }, { bytes, length } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	/* Waits until all of it is taken; a part is what was taken until somebody was given up. */
	if (sendmsg(line, &message, MSG_NOSIGNAL) != (ssize_t)(sizeof(head) + length))
		hangUp();
}
