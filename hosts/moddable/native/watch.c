#include "watch.h"
#include "mc.xs.h"

#include <pthread.h>

#if ESP32
	#include "esp_netif.h"
	#include "esp_timer.h"
	#define THREAD_STACK_BYTES 4096
#else
	#include <time.h>
#endif

enum {
	/* The thread waits for work. */
	IDLE,
	/* It is in select(). */
	SELECTING,
	/* It has posted its result and waits until that was served. */
	POSTED
};

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	int state;
	fd_set readable;
	fd_set writable;
	int limit;
	/* How long select() may wait, -1 for ever. */
	int timeoutMs;
	/* A socket that is connected to itself: what is sent to it ends a select(). */
	int bell;
	bool rung;
	bool serving;
	xsMachine* the;
	Watched* first;
} gWatch = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, IDLE };

static void arm(void);
static void serveAll(void);

int64_t watchNowMs(void)
{
#if ESP32
	return esp_timer_get_time() / 1000;
#else
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
#endif
}

/* The hand-over from the thread to the machine. */

#if ESP32
static void delivered(void* the, void* refcon, uint8_t* message, uint16_t length)
{
	serveAll();
}

static void post(void)
{
	/* The queue may be full of other messages. */
	while (modMessagePostToMachine(gWatch.the, NULL, 0, delivered, NULL) != 0)
		vTaskDelay(1);
}
#else
static void delivered(void* machine, void* job)
{
	serveAll();
}

static void post(void)
{
	txWorkerJob* job = calloc(1, sizeof(txWorkerJob));
	job->callback = delivered;
	fxQueueWorkerJob(gWatch.the, job);
}
#endif

static void* wait(void* unused)
{
	pthread_mutex_lock(&gWatch.mutex);
	for (;;) {
		while (gWatch.state != SELECTING)
			pthread_cond_wait(&gWatch.changed, &gWatch.mutex);
		fd_set readable = gWatch.readable, writable = gWatch.writable;
		struct timeval timeout = { gWatch.timeoutMs / 1000, (gWatch.timeoutMs % 1000) * 1000 };
		struct timeval* limit = gWatch.timeoutMs < 0 ? NULL : &timeout;
		pthread_mutex_unlock(&gWatch.mutex);
		int count = lwip_select(gWatch.limit, &readable, &writable, NULL, limit);
		if (count <= 0) {
			FD_ZERO(&readable);
			FD_ZERO(&writable);
		}
		pthread_mutex_lock(&gWatch.mutex);
		gWatch.readable = readable;
		gWatch.writable = writable;
		gWatch.state = POSTED;
		pthread_cond_broadcast(&gWatch.changed);
		post();
	}
	return NULL;
}

/* The bell, and the thread. */

static bool makeBell(void)
{
	struct sockaddr_in self = { 0 };
	socklen_t length = sizeof(self);
	int on = 1;
	self.sin_family = AF_INET;
	self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	gWatch.bell = lwip_socket(AF_INET, SOCK_DGRAM, 0);
	if (gWatch.bell < 0)
		return false;
	if (!lwip_bind(gWatch.bell, (struct sockaddr*)&self, sizeof(self))
		&& !lwip_getsockname(gWatch.bell, (struct sockaddr*)&self, &length)
		&& !lwip_connect(gWatch.bell, (struct sockaddr*)&self, sizeof(self))
		&& !lwip_ioctl(gWatch.bell, FIONBIO, &on))
		return true;
	lwip_close(gWatch.bell);
	return false;
}

static void start(xsMachine* the)
{
	pthread_attr_t attributes;
	pthread_t thread;
	if (gWatch.the)
		return;
#if ESP32
	esp_netif_init();
#endif
	if (!makeBell())
		xsUnknownError("no socket to wait with");
	pthread_attr_init(&attributes);
#ifdef THREAD_STACK_BYTES
	pthread_attr_setstacksize(&attributes, THREAD_STACK_BYTES);
#endif
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	if (pthread_create(&thread, &attributes, wait, NULL)) {
		lwip_close(gWatch.bell);
		xsUnknownError("no thread to wait with");
	}
	pthread_attr_destroy(&attributes);
	gWatch.the = the;
}

/* With the mutex held. */
static void ring(void)
{
	if (gWatch.state != SELECTING || gWatch.rung)
		return;
	gWatch.rung = true;
	lwip_send(gWatch.bell, "", 1, POI_SEND_FLAGS);
}

/* Sends the thread to select() with what is wanted now. */
static void arm(void)
{
	int64_t dueMs = 0;
	pthread_mutex_lock(&gWatch.mutex);
	FD_ZERO(&gWatch.readable);
	FD_ZERO(&gWatch.writable);
	FD_SET(gWatch.bell, &gWatch.readable);
	gWatch.limit = gWatch.bell + 1;
	for (Watched* each = gWatch.first; each; each = each->next) {
		if (each->wants & POI_READ)
			FD_SET(each->descriptor, &gWatch.readable);
		if (each->wants & POI_WRITE)
			FD_SET(each->descriptor, &gWatch.writable);
		if (each->descriptor >= gWatch.limit)
			gWatch.limit = each->descriptor + 1;
		if (each->dueMs && (!dueMs || each->dueMs < dueMs))
			dueMs = each->dueMs;
	}
	gWatch.timeoutMs = -1;
	if (dueMs) {
		int64_t leftMs = dueMs - watchNowMs();
		gWatch.timeoutMs = leftMs < 0 ? 0 : leftMs > 60000 ? 60000 : (int)leftMs + 1;
	}
	gWatch.state = SELECTING;
	pthread_cond_broadcast(&gWatch.changed);
	pthread_mutex_unlock(&gWatch.mutex);
}

void watchChanged(void)
{
	if (gWatch.serving)
		return;
	pthread_mutex_lock(&gWatch.mutex);
	bool idle = gWatch.state == IDLE;
	ring();
	pthread_mutex_unlock(&gWatch.mutex);
	if (idle)
		arm();
}

/* Waits until the thread is out of select(): lwIP must not lose a socket that it waits for. */
static void leaveSelect(void)
{
	pthread_mutex_lock(&gWatch.mutex);
	ring();
	while (gWatch.state == SELECTING)
		pthread_cond_wait(&gWatch.changed, &gWatch.mutex);
	pthread_mutex_unlock(&gWatch.mutex);
}

/* What is watched. */

void watchAdd(Watched* watched)
{
	int on = 1;
	start(watched->the);
	if (watched->descriptor >= 0)
		lwip_ioctl(watched->descriptor, FIONBIO, &on);
	watched->next = gWatch.first;
	gWatch.first = watched;
	watchChanged();
}

void watchHold(Watched* watched)
{
	watched->holds++;
}

void watchRelease(Watched* watched)
{
	if (--watched->holds == 0 && watched->removed)
		watched->dispose(watched);
}

void watchRemove(Watched* watched)
{
	Watched** address = &gWatch.first;
	if (watched->removed)
		return;
	while (*address && *address != watched)
		address = &(*address)->next;
	if (*address)
		*address = watched->next;
	if (watched->descriptor >= 0) {
		leaveSelect();
		lwip_close(watched->descriptor);
	}
	watched->descriptor = -1;
	watchForget(watched);
	watched->removed = true;
	watchHold(watched);
	watchRelease(watched);
}

void watchRemember(Watched* watched, xsSlot* object)
{
	xsMachine* the = watched->the;
	watched->object = *object;
	watched->remembered = true;
	xsRemember(watched->object);
}

void watchForget(Watched* watched)
{
	xsMachine* the = watched->the;
	if (!watched->remembered)
		return;
	watched->remembered = false;
	xsmcSetHostData(watched->object, NULL);
	xsForget(watched->object);
}

/* An exception that nobody caught is a mistake in the program: it is told, and the node starts again. */
static void fail(xsMachine* the)
{
	xsmcGet(xsVar(0), xsException, xsID_stack);
	xsLog("%s\n%s\n", xsmcToString(xsException), xsmcTest(xsVar(0)) ? xsmcToString(xsVar(0)) : "");
	fxAbort(the, xsUnhandledExceptionExit);
}

bool watchCall(Watched* watched, xsIndex method, int32_t argument)
{
	if (!watched->remembered)
		return false;
	watchHold(watched);
	xsBeginHost(watched->the);
	{
		xsmcVars(1);
		xsTry {
			xsVar(0) = xsInteger(argument);
			xsCall1(watched->object, method, xsVar(0));
		}
		xsCatch {
			fail(the);
		}
	}
	xsEndHost(watched->the);
	bool there = watched->remembered;
	watchRelease(watched);
	return there;
}

static void serveAll(void)
{
	char rings[8];
	Watched* each;
	gWatch.serving = true;
	pthread_mutex_lock(&gWatch.mutex);
	gWatch.state = IDLE;
	gWatch.rung = false;
	pthread_mutex_unlock(&gWatch.mutex);
	while (lwip_recv(gWatch.bell, rings, sizeof(rings), MSG_DONTWAIT) > 0)
		;
	int64_t nowMs = watchNowMs();
	for (each = gWatch.first; each; each = each->next) {
		each->ready = 0;
		if ((each->wants & POI_READ) && FD_ISSET(each->descriptor, &gWatch.readable))
			each->ready |= POI_READ;
		if ((each->wants & POI_WRITE) && FD_ISSET(each->descriptor, &gWatch.writable))
			each->ready |= POI_WRITE;
		if (each->dueMs && each->dueMs <= nowMs)
			each->ready |= POI_DUE;
	}
	/* What is called may close any of them. */
	for (;;) {
		for (each = gWatch.first; each && !each->ready; each = each->next)
			;
		if (!each)
			break;
		uint8_t ready = each->ready;
		each->ready = 0;
		watchHold(each);
		each->serve(each, ready);
		watchRelease(each);
	}
	gWatch.serving = false;
	arm();
}

bool watchAddress(xsMachine* the, xsSlot* slot, struct in_addr* address)
{
	char text[20];
	if (xsmcTypeOf(*slot) != xsStringType && xsmcTypeOf(*slot) != xsStringXType)
		return false;
	/* Too long is cut, and no address either. */
	char* string = xsmcToString(*slot);
	size_t length = 0;
	while (length < sizeof(text) && c_read8(string + length))
		length++;
	if (length >= sizeof(text))
		return false;
	c_memcpy(text, string, length);
	text[length] = 0;
	return lwip_inet_pton(AF_INET, text, address) == 1;
}
