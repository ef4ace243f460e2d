#include "watch.h"
#include "mc.xs.h"

void poi_alarm_destructor(void* data)
{
	if (data)
		watchRemove(data);
}

static void dispose(Watched* watched)
{
	c_free(watched);
}

static void serve(Watched* watched, uint8_t ready)
{
	watched->dueMs = 0;
	watchCall(watched, xsID_onDue, ready);
}

void poi_alarm_constructor(xsMachine* the)
{
	Watched* alarm = c_calloc(1, sizeof(Watched));
	if (!alarm)
		xsRangeError("no memory for an alarm");
	alarm->descriptor = -1;
	alarm->the = the;
	alarm->serve = serve;
	alarm->dispose = dispose;
	xsmcSetHostData(xsThis, alarm);
	watchRemember(alarm, &xsThis);
	watchAdd(alarm);
}

/* set(delayMs) */
void poi_alarm_set(xsMachine* the)
{
	Watched* alarm = xsmcGetHostData(xsThis);
	alarm->dueMs = watchNowMs() + xsmcToInteger(xsArg(0));
	watchChanged();
}
