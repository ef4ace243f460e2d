/*
 * The XS engine as a process: commands come as netstrings on descriptor 3, answers leave on 4.
 *
 *   to it    e<script>    runs the script in the global scope
 *            ?<bytes>     calls the global handleCommand(ArrayBuffer)
 *   from it  .<bytes>     the result, if it is an ArrayBuffer, or of an object its property "result", once all jobs ran
 *            !<text>      an exception
 *            ?<bytes>     askHost(ArrayBuffer) was called; answered with /<bytes>, which it returns
 *
 * Scripts read the engine's own counters: computrons(), slots(), chunkBytes(), names(); rewindComputrons(n) sets the
 * first, so that a harness can leave its own work out. Arguments: chunk bytes and slots that the heap is fixed to.
 */
#include "xsAll.h"
#include "xs.h"

#include <stdio.h>

static FILE* input;
static FILE* output;

/* Reads one netstring; the bytes are malloc'ed and end with a zero. NULL at the end of the stream. */
static char* readMessage(size_t* length)
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

static void writeMessage(char kind, const void* bytes, size_t length)
{
	fprintf(output, "%zu:%c", length + 1, kind);
	fwrite(bytes, 1, length, output);
	fputc(',', output);
	if (fflush(output))
		exit(1);
}

static void askHost(xsMachine* the)
{
	size_t length = xsGetArrayBufferLength(xsArg(0));
	char* reply;
	writeMessage('?', xsToArrayBuffer(xsArg(0)), length);
	reply = readMessage(&length);
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
		addFunction(the, print, "print", 1);
	}
	xsEndHost(machine);
}

/* Runs one command and answers it. */
static void serve(xsMachine* machine, char* message, size_t length)
{
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
			writeMessage(kind, text, strlen(text));
		}
		else {
			if (xsTypeOf(xsVar(1)) == xsReferenceType && xsHas(xsVar(1), xsID("result")))
				xsVar(1) = xsGet(xsVar(1), xsID("result"));
			if (xsTypeOf(xsVar(1)) == xsReferenceType && xsIsInstanceOf(xsVar(1), xsArrayBufferPrototype))
				writeMessage(kind, xsToArrayBuffer(xsVar(1)), xsGetArrayBufferLength(xsVar(1)));
			else
				writeMessage(kind, "", 0);
		}
	}
	xsEndHost(machine);
}

int main(int argc, char* argv[])
{
	xsCreation creation = {
		argc > 2 ? atoi(argv[1]) : 32 * 1024 * 1024, /* initialChunkSize */
		argc > 2 ? 0 : 4 * 1024 * 1024, /* incrementalChunkSize */
		argc > 2 ? atoi(argv[2]) : 256 * 1024, /* initialHeapCount */
		argc > 2 ? 0 : 128 * 1024, /* incrementalHeapCount */
		4096, /* stackCount */
		32000, /* initialKeyCount */
		8000, /* incrementalKeyCount */
		1993, /* nameModulo */
		127, /* symbolModulo */
		8192 * 1024, /* parserBufferSize */
		1993, /* parserTableModulo */
	};
	xsMachine* machine;
	char* message;
	size_t length;

	input = fdopen(3, "rb");
	output = fdopen(4, "wb");
	if (!input || !output)
		return 1;
	fxInitializeSharedCluster();
	machine = xsCreateMachine(&creation, "povpoi", NULL);
	addFunctions(machine);
	while ((message = readMessage(&length))) {
		serve(machine, message, length);
		free(message);
		if (machine->abortStatus)
			return 10 + machine->abortStatus;
	}
	return 0;
}
