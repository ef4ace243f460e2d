#include "xsmc.h"
#include "mc.xs.h"

#include <errno.h>
#include <sys/statvfs.h>

/* space(directory): [total, free] bytes of its file system */
void poi_machine_space(xsMachine* the)
{
	struct statvfs space;
	if (statvfs(xsmcToString(xsArg(0)), &space))
		xsUnknownError(strerror(errno));
	xsmcVars(1);
	xsResult = xsNewArray(2);
	xsmcSetNumber(xsVar(0), (double)space.f_blocks * space.f_frsize);
	xsmcSetIndex(xsResult, 0, xsVar(0));
	xsmcSetNumber(xsVar(0), (double)space.f_bavail * space.f_frsize);
	xsmcSetIndex(xsResult, 1, xsVar(0));
}
