/* An ESP32's radio in a computer: what radio-clock.c calls. Every other read of the counter is interrupted for a while. */
#include "xsmc.h"
#include "mc.xs.h"

#include <string.h>
#include <time.h>

#include "esp_timer.h"
#include "esp_wifi.h"

#define AHEAD_US 700000000000LL
#define INTERRUPTED_US 400

static const uint8_t gBssid[6] = { 0x24, 0xa4, 0x3c, 0x5a, 0x0c, 0x1d };
static const uint8_t gOwnBssid[6] = { 0x0a, 0, 0, 0, 0, 1 };
static int gJoined;
static unsigned gReads;

/* join(whether): becomes a station of an access point, or of none */
void poi_fakeRadio_join(xsMachine* the)
{
	gJoined = xsmcToBoolean(xsArg(0));
}

int64_t esp_timer_get_time(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t* point)
{
	if (!gJoined)
		return 1;
	memcpy(point->bssid, gBssid, sizeof(gBssid));
	return ESP_OK;
}

esp_err_t esp_wifi_get_mac(wifi_interface_t interface, uint8_t mac[6])
{
	if (interface != WIFI_IF_AP)
		return 1;
	memcpy(mac, gOwnBssid, sizeof(gOwnBssid));
	return ESP_OK;
}

int64_t esp_wifi_get_tsf_time(wifi_interface_t interface)
{
	int64_t now = esp_timer_get_time();
	if (gReads++ % 2 == 0)
		while (esp_timer_get_time() - now < INTERRUPTED_US)
			;
	return interface == WIFI_IF_AP ? now + 1 : gJoined ? now + AHEAD_US : 0;
}
