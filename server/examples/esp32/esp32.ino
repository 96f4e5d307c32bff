// PlantOps on an ESP32: registers itself, then publishes readings and heartbeats over MQTT.
// Libraries (Library Manager): "MQTT" by Joel Gaehwiler, 2.5 or later (supports QoS 1), and "ArduinoJson" 7.
#include <ArduinoJson.h>
#include <HTTPClient.h>
#include <MQTT.h>
#include <Preferences.h>
#include <WiFi.h>
#include <time.h>

const char WIFI_NAME[] = "your network", WIFI_PASSWORD[] = "its password";
const char PLANTOPS_URL[] = "http://192.168.1.10:8080";
const char REGISTRATION_KEY[] = "";  // where the server asks for one
const unsigned long READING_INTERVAL_MS = 60000;

WiFiClient network;
MQTTClient mqtt(512);
Preferences store;    // flash memory: the credentials survive a restart
JsonDocument device;  // the server's answer to the registration
unsigned long nextReading = 0, nextHeartbeat = 0;  // in ms since the start, compared so that overflow does no harm
unsigned long pauseMs = 5000;                      // before the next attempt to connect

void readSensors(JsonDocument &reading) {  // replace this with your sensors; leave out what you do not measure
  reading["soil_moisture"] = map(constrain(analogRead(34), 1200, 2800), 1200, 2800, 100, 0);
  reading["temperature"] = 22.5;
}

bool registerDevice() {
  JsonDocument request;
  request["mac_address"] = WiFi.macAddress();
  request["firmware_version"] = "esp32-1.0.0";
  HTTPClient http;
  http.setTimeout(30000);
  http.begin(String(PLANTOPS_URL) + "/api/devices/register");
  http.addHeader("Content-Type", "application/json");
  if (REGISTRATION_KEY[0]) http.addHeader("X-Registration-Key", REGISTRATION_KEY);
  const char *wanted[] = {"Retry-After"};
  http.collectHeaders(wanted, 1);
  int status = http.POST(request.as<String>());
  String answer = status > 0 ? http.getString() : String();
  // Where many boards register at once, the server tells each when to come back (s).
  long retryAfter = http.header("Retry-After").toInt();
  pauseMs = status == 429 && retryAfter > 0 ? retryAfter * 1000UL : 5000;
  http.end();
  Serial.printf("registration: HTTP %d\n", status);
  if ((status != 200 && status != 201) || deserializeJson(device, answer)) return false;
  store.putString("device", answer);
  store.putString("server", PLANTOPS_URL);
  return true;
}

bool connectDevice() {
  if (device["mqtt_username"].isNull() && !registerDevice()) return false;
  const char *username = device["mqtt_username"], *password = device["mqtt_password"];
  mqtt.setHost(device["mqtt"]["host"].as<const char *>(), device["mqtt"]["port"].as<int>());
  if (mqtt.connect(username, username, password)) return true;
  Serial.printf("mqtt: error %d, return code %d\n", (int)mqtt.lastError(), (int)mqtt.returnCode());
  // Unknown or changed credentials: the next attempt registers again.
  if (mqtt.lastError() == LWMQTT_CONNECTION_DENIED && mqtt.returnCode() >= LWMQTT_BAD_USERNAME_OR_PASSWORD) device.clear();
  return false;
}

bool publish(const char *topic, JsonDocument &message) {
  return mqtt.publish(topic, message.as<String>(), false, 1);  // QoS 1: waits for the broker's acknowledgement
}

void setup() {
  Serial.begin(115200);
  WiFi.begin(WIFI_NAME, WIFI_PASSWORD);  // reconnects by itself after the network was lost
  configTime(0, 0, "pool.ntp.org");      // UTC; until the time is known, the server uses its own
  store.begin("plantops", false);
  if (store.getString("server") == PLANTOPS_URL) deserializeJson(device, store.getString("device"));
  mqtt.begin(network);
  mqtt.setOptions(30, true, 5000);  // keep-alive in s, clean session, time-out in ms
}

void loop() {
  mqtt.loop();
  delay(10);
  if (!mqtt.connected() && (WiFi.status() != WL_CONNECTED || !connectDevice())) return delay(pauseMs);
  JsonDocument message;
  if ((long)(millis() - nextReading) >= 0) {
    char timestamp[24];
    time_t now = time(nullptr);
    strftime(timestamp, sizeof timestamp, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    if (now > 1600000000) message["timestamp"] = timestamp;
    readSensors(message);
    if (publish(device["topics"]["telemetry"], message)) nextReading = millis() + READING_INTERVAL_MS;
  } else if ((long)(millis() - nextHeartbeat) >= 0) {
    message["uptime_s"] = millis() / 1000;
    message["rssi_dbm"] = WiFi.RSSI();
    unsigned long intervalMs = device["heartbeat_interval_s"].as<float>() * 1000;
    if (publish(device["topics"]["heartbeat"], message)) nextHeartbeat = millis() + intervalMs;
  }
}
