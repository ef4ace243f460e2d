/* As much of ESP-IDF's header as hosts/moddable/esp32/radio-clock.c wants; see fake-radio.c. */
#include <stdint.h>

typedef int esp_err_t;
#define ESP_OK 0
typedef enum { WIFI_IF_STA, WIFI_IF_AP } wifi_interface_t;
typedef struct { uint8_t bssid[6]; } wifi_ap_record_t;

esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t* point);
esp_err_t esp_wifi_get_mac(wifi_interface_t interface, uint8_t mac[6]);
int64_t esp_wifi_get_tsf_time(wifi_interface_t interface);
