#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include <stdio.h>

#include "esp_mac.h"
#include "esp_netif.h"
#include "esp_random.h"
#include "esp_system.h"
#include "esp_timer.h"
#include "esp_wifi.h"

void poi_machine_microseconds(xsMachine* the)
{
	xsmcSetNumber(xsResult, (double)esp_timer_get_time());
}

/* True random numbers while the radio runs, which it does before anything is drawn: see start.ts. */
void poi_machine_random(xsMachine* the)
{
	void* bytes;
	xsUnsignedValue length;
	xsmcGetBufferWritable(xsArg(0), &bytes, &length);
	esp_fill_random(bytes, length);
}

static int appendAddress(const char* key, char* text, int length)
{
	esp_netif_ip_info_t info;
	esp_netif_t* interface = esp_netif_get_handle_from_ifkey(key);
	if (!interface || !esp_netif_is_netif_up(interface))
		return length;
	if (esp_netif_get_ip_info(interface, &info) != ESP_OK || info.ip.addr == 0)
		return length;
	if (length)
		text[length++] = ',';
	esp_ip4addr_ntoa(&info.ip, text + length, 16);
	return length + c_strlen(text + length);
}

/* The station's address first: through it a poi is reached by more. */
void poi_machine_addresses(xsMachine* the)
{
	char text[40] = "";
	appendAddress("WIFI_AP_DEF", text, appendAddress("WIFI_STA_DEF", text, 0));
	xsmcSetString(xsResult, text);
}

void poi_machine_setting(xsMachine* the)
{
}

void poi_machine_flushDirectory(xsMachine* the)
{
}

void poi_machine_macAddress(xsMachine* the)
{
	uint8_t mac[6];
	char text[13];
	if (esp_read_mac(mac, ESP_MAC_WIFI_STA) != ESP_OK)
		return;
	for (int i = 0; i < 6; i++) {
		text[2 * i] = "0123456789abcdef"[mac[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[mac[i] & 15];
	}
	text[12] = 0;
	xsmcSetString(xsResult, text);
}

void poi_machine_onEnd(xsMachine* the)
{
}

void poi_machine_say(xsMachine* the)
{
	printf("%s\n", xsmcToString(xsArg(0)));
	fflush(stdout);
}

void poi_machine_exit(xsMachine* the)
{
	esp_restart();
}

/* The SDK leaves power save on. */
void poi_radio_stayAwake(xsMachine* the)
{
	esp_wifi_set_ps(WIFI_PS_NONE);
}

/* openSubnet(address): the access point's, which the DHCP server then tells as router and name server. */
void poi_radio_openSubnet(xsMachine* the)
{
	uint8_t offer = 1;
	esp_netif_ip_info_t info = { 0 };
	esp_netif_dns_info_t dns = { 0 };
	esp_netif_t* interface = esp_netif_get_handle_from_ifkey("WIFI_AP_DEF");
	if (!interface)
		xsUnknownError("no access point");
	info.ip.addr = esp_ip4addr_aton(xsmcToString(xsArg(0)));
	info.gw = info.ip;
	info.netmask.addr = esp_ip4addr_aton("255.255.255.0");
	dns.ip.type = ESP_IPADDR_TYPE_V4;
	dns.ip.u_addr.ip4 = info.ip;
	esp_netif_dhcps_stop(interface);
	if (esp_netif_set_ip_info(interface, &info) != ESP_OK)
		xsUnknownError("the access point refused its address");
	esp_netif_set_dns_info(interface, ESP_NETIF_DNS_MAIN, &dns);
	esp_netif_dhcps_option(interface, ESP_NETIF_OP_SET, ESP_NETIF_DOMAIN_NAME_SERVER, &offer, sizeof(offer));
	esp_netif_dhcps_start(interface);
}

void poi_radio_stationDbm(xsMachine* the)
{
	wifi_ap_record_t record;
	if (esp_wifi_sta_get_ap_info(&record) == ESP_OK)
		xsmcSetInteger(xsResult, record.rssi);
}

void poi_radio_stationAddress(xsMachine* the)
{
	char text[20] = "";
	appendAddress("WIFI_STA_DEF", text, 0);
	xsmcSetString(xsResult, text);
}
