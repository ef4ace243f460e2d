#include "xsmc.h"
#include "mc.xs.h"

#include <string.h>

#include "esp_timer.h"
#include "esp_wifi.h"

/* A read takes 42 to 49 µs, and longer where it is interrupted. One that is not ends it, else the narrowest of some counts. */
#define READS 4
#define NARROW_US 50

static double bssidNumber(const uint8_t* bssid)
{
	double number = 0;
	for (int i = 0; i < 6; i++)
		number = number * 256 + bssid[i];
	return number;
}

/*
	read(place, bytes): the BSSID, what its counter showed, when that was by the clock that never steps, and half of what the read took,
	as four doubles. False where there is no counter. Place 0 is the network that was joined, 1 the poi's own.
*/
void poi_radioClock_read(xsMachine* the)
{
	wifi_interface_t interface = xsmcToInteger(xsArg(0)) ? WIFI_IF_AP : WIFI_IF_STA;
	wifi_ap_record_t point;
	uint8_t bssid[6];
	double values[4];
	void* into;
	xsUnsignedValue length;
	xsmcSetFalse(xsResult);
	if (interface == WIFI_IF_AP) {
		if (esp_wifi_get_mac(WIFI_IF_AP, bssid) != ESP_OK)
			return;
	}
	else {
		if (esp_wifi_sta_get_ap_info(&point) != ESP_OK)
			return;
		memcpy(bssid, point.bssid, sizeof(bssid));
	}
	int64_t narrowest = INT64_MAX;
	for (int i = 0; i < READS && narrowest > NARROW_US; i++) {
		int64_t before = esp_timer_get_time();
		int64_t counter = esp_wifi_get_tsf_time(interface);
		int64_t took = esp_timer_get_time() - before;
		if (counter <= 0)
			return;
		if (took >= narrowest)
			continue;
		narrowest = took;
		values[1] = (double)counter;
		values[2] = (double)(before + took / 2);
		values[3] = (double)took / 2;
	}
	values[0] = bssidNumber(bssid);
	xsmcGetBufferWritable(xsArg(1), &into, &length);
	if (length < sizeof(values))
		xsUnknownError("four doubles");
	memcpy(into, values, sizeof(values));
	xsmcSetTrue(xsResult);
}
