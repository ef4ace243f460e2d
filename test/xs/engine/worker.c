/*
 * The XS engine as a process: commands come as netstrings on descriptor 3, answers leave on 4. The argument "pair" makes
 * a second machine, on 5 and 6, which a thread of its own runs, as a worker does on the device's second core.
 *
 *   to it    e<script>    runs the script in the global scope
 *            ?<bytes>     calls the global handleCommand(ArrayBuffer)
 *   from it  .<bytes>     the result, if it is an ArrayBuffer, or of an object its property "result", once all jobs ran
 *            !<text>      an exception
 *            ?<bytes>     askHost(ArrayBuffer) was called; answered with /<bytes>, which it returns
 *
 * Scripts read the engine's own counters: computrons(), slots(), chunkBytes(), names(); rewindComputrons(n) sets the
 * first, so that a harness can leave its own work out. share(SharedArrayBuffer) in one machine lets takeShared() in the other
 * return the same memory; share() takes it back. Two arguments: chunk bytes and slots that the heap is fixed to.
 */
#include "xsAll.h"
#include "xs.h"

#include <stdio.h>

/* Where a machine's commands come from, and where its answers go: its context. */
typedef struct {
	FILE* input;
	FILE* output;
} Channel;

static xsCreation creation = {
	32 * 1024 * 1024, /* initialChunkSize */
	4 * 1024 * 1024, /* incrementalChunkSize */
	256 * 1024, /* initialHeapCount */
	128 * 1024, /* incrementalHeapCount */
	4096, /* stackCount */
	32000, /* initialKeyCount */
	8000, /* incrementalKeyCount */
	1993, /* nameModulo */
	127, /* symbolModulo */
	8192 * 1024, /* parserBufferSize */
	1993, /* parserTableModulo */
};

static pthread_mutex_t sharing = PTHREAD_MUTEX_INITIALIZER;
static void* shared;

/* Reads one netstring; the bytes are malloc'ed and end with a zero. NULL at the end of the stream. */
static char* readMessage(FILE* input, size_t* length)
{
	char* bytes;
	if (fscanf(input, "%9zu", length) != 1 || fgetc(input) != ':')
		return NULL;
	bytes = malloc(*length + 1);
	if (!bytes || fread(bytes, 1, *length, input) != *length || fgetc(input) != ',') {
		free(bytes);
		return NULL;
	}
	bytes[*length] = 0;
	return bytes;
}

static void writeMessage(FILE* output, char kind, const void* bytes, size_t length)
{
	fprintf(output, "%zu:%c", length + 1, kind);
	fwrite(bytes, 1, length, output);
	fputc(',', output);
	if (fflush(output))
		exit(1);
}

static void askHost(xsMachine* the)
{
	Channel* channel = xsGetContext(the);
	size_t length = xsGetArrayBufferLength(xsArg(0));
	char* reply;
	writeMessage(channel->output, '?', xsToArrayBuffer(xsArg(0)), length);
	reply = readMessage(channel->input, &length);
	if (!reply || *reply != '/')
		exit(1);
	xsResult = xsArrayBuffer(reply + 1, length - 1);
	free(reply);
}

static void collectGarbage(xsMachine* the)
{
	xsCollectGarbage();
}

static void computrons(xsMachine* the)
{
	xsResult = xsNumber(the->meterIndex);
}

static void rewindComputrons(xsMachine* the)
{
	the->meterIndex = (txU4)xsToNumber(xsArg(0));
}

static void slots(xsMachine* the)
{
	xsResult = xsNumber(the->currentHeapCount);
}

static void chunkBytes(xsMachine* the)
{
	xsResult = xsNumber(the->currentChunksSize);
}

/* Texts that were ever the name of a property, and symbols: each keeps a slot for as long as the machine lives. */
static void names(xsMachine* the)
{
	xsResult = xsNumber(the->keyIndex);
}

/* What is marshalled names the memory and does not hold it: its machine does, for as long as it shares it. */
static void share(xsMachine* the)
{
	void* marshalled = xsToInteger(xsArgc) > 0 ? xsMarshallAlien(xsArg(0)) : NULL;
	pthread_mutex_lock(&sharing);
	free(shared);
	shared = marshalled;
	pthread_mutex_unlock(&sharing);
}

static void takeShared(xsMachine* the)
{
	pthread_mutex_lock(&sharing);
	if (shared)
		xsResult = xsDemarshallAlien(shared);
	pthread_mutex_unlock(&sharing);
}

static void print(xsMachine* the)
{
	fprintf(stderr, "%s\n", xsToString(xsArg(0)));
}

static void addFunction(xsMachine* the, xsCallback callback, const char* name, int arguments)
{
	xsResult = xsNewHostFunction(callback, arguments);
	xsDefine(xsGlobal, xsID(name), xsResult, xsDontEnum);
}

static void addFunctions(xsMachine* machine)
{
	xsBeginHost(machine);
	{
		addFunction(the, askHost, "askHost", 1);
		addFunction(the, collectGarbage, "collectGarbage", 0);
		addFunction(the, computrons, "computrons", 0);
		addFunction(the, rewindComputrons, "rewindComputrons", 1);
		addFunction(the, slots, "slots", 0);
		addFunction(the, chunkBytes, "chunkBytes", 0);
		addFunction(the, names, "names", 0);
		addFunction(the, share, "share", 1);
		addFunction(the, takeShared, "takeShared", 0);
		addFunction(the, print, "print", 1);
	}
	xsEndHost(machine);
}

/* Runs one command and answers it. */
static void answer(xsMachine* machine, char* message, size_t length)
{
	FILE* output = ((Channel*)xsGetContext(machine))->output;
	char kind = '.';
	xsBeginHost(machine);
	{
		xsVars(2);
		xsTry {
			if (*message == 'e') {
				xsVar(0) = xsStringBuffer(message + 1, length - 1);
				xsVar(1) = xsCall1(xsGlobal, xsID("eval"), xsVar(0));
			}
			else {
				xsVar(0) = xsArrayBuffer(message + 1, length - 1);
				xsVar(1) = xsCall1(xsGlobal, xsID("handleCommand"), xsVar(0));
			}
		}
		xsCatch {
			kind = '!';
			xsVar(1) = xsException;
			xsException = xsUndefined;
		}
		fxRunLoop(the);
		if (kind == '!') {
			char* text = xsToString(xsVar(1));
			writeMessage(output, kind, text, strlen(text));
		}
		else {
			if (xsTypeOf(xsVar(1)) == xsReferenceType && xsHas(xsVar(1), xsID("result")))
				xsVar(1) = xsGet(xsVar(1), xsID("result"));
			if (xsTypeOf(xsVar(1)) == xsReferenceType && xsIsInstanceOf(xsVar(1), xsArrayBufferPrototype))
				writeMessage(output, kind, xsToArrayBuffer(xsVar(1)), xsGetArrayBufferLength(xsVar(1)));
			else
				writeMessage(output, kind, "", 0);
		}
	}
	xsEndHost(machine);
}

/* A machine that serves a channel until it ends; returns the process's exit code. */
static int serve(int from, int to)
{
	Channel channel = { fdopen(from, "rb"), fdopen(to, "wb") };
	xsMachine* machine;
	char* message;
	size_t length;

	if (!channel.input || !channel.output)
		return 1;
	machine = xsCreateMachine(&creation, "povpoi", &channel);
	addFunctions(machine);
	while ((message = readMessage(channel.input, &length))) {
		answer(machine, message, length);
		free(message);
		if (machine->abortStatus)
			return 10 + machine->abortStatus;
	}
	return 0;
}

static void* serveSecond(void* unused)
{
	int code = serve(5, 6);
	if (code)
		exit(code);
	return NULL;
}

int main(int argc, char* argv[])
{
	pthread_t second;
	if (argc > 2) {
		creation.initialChunkSize = atoi(argv[1]);
		creation.initialHeapCount = atoi(argv[2]);
		creation.incrementalChunkSize = creation.incrementalHeapCount = 0;
	}
	fxInitializeSharedCluster();
	if (argc == 2 && !strcmp(argv[1], "pair") && pthread_create(&second, NULL, serveSecond, NULL))
		return 1;
	return serve(3, 4);
}
