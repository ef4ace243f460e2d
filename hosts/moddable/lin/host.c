/*
 * Runs a firmware that was built for Linux (mc.so) without the SDK's simulator, which wants a display: loads it, gives it the few
 * callbacks that the simulator would, and runs glib's loop, on which the SDK's timers and workers live.
 */
#include <dlfcn.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#define mxLinux 1
#include "screen.h"

static void aborted(txScreen* screen, int status)
{
	fflush(stdout);
	fprintf(stderr, "The firmware ended: XS status %d.\n", status);
	exit(1);
}

static void nothing(txScreen* screen)
{
}

static void started(txScreen* screen, double interval)
{
}

static void post(txScreen* screen, char* message, int size)
{
}

int main(int argc, char* argv[])
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s path/of/mc.so\n", argv[0]);
		return 2;
	}
	void* library = dlopen(argv[1], RTLD_NOW);
	if (!library) {
		fprintf(stderr, "%s\n", dlerror());
		return 2;
	}
	txScreenLaunchProc launch = (txScreenLaunchProc)dlsym(library, "fxScreenLaunch");
	if (!launch) {
		fprintf(stderr, "%s\n", dlerror());
		return 2;
	}
	/* A line at a time, so that who reads it through a pipe sees it. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	txScreen* screen = calloc(1, sizeof(txScreen));
	screen->abort = aborted;
	screen->bufferChanged = nothing;
	screen->formatChanged = nothing;
	screen->post = post;
	screen->start = started;
	screen->stop = nothing;
	mxCreateMutex(&screen->workersMutex);
	launch(screen);
	if (!screen->machine)
		return 1;
	GMainLoop* loop = g_main_loop_new(NULL, FALSE);
	g_main_loop_run(loop);
	return 0;
}
