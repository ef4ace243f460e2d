/* XS as Moddable builds it for a device, in the one way that scripts can see: strings are UTF-8, indexed by code point. */
#include "xsnapPlatform.h"
#undef mxCESU8
