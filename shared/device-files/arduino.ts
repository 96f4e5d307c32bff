import type { Metric } from '../metrics.ts';
import { exampleValue, hostName, inItsUnit, type MakeDeviceFile, OPEN_WORDS, oneLine, quoted } from './device-file.ts';

/** How one value is read. */
function readLine(metric: Metric, index: number): string {
  return metric === 'soil_moisture'
    ? `  values[${index}] = constrain(map(analogRead(34), DRY_SOIL, WET_SOIL, 0, 100), 0, 100);  // ${inItsUnit(metric)}`
    : `  values[${index}] = ${exampleValue(metric)};  // ${inItsUnit(metric)}: an example, put in your sensor`;
}

/**
 * A sketch for an ESP32: QoS 1, deep sleep, and readings that wait with their own times while the network or the broker
 * is away. They are kept in the memory that deep sleep spares (RTC slow memory: 8 KiB).
 */
export const arduino: MakeDeviceFile = (input) => {
  const { username, password, host, port, topics, sensors, intervalS, sleeps, name } = input;
  const text = `// PlantOps: ${oneLine(name)} (a sketch for an ESP32)
// Library, by the Library Manager of the Arduino IDE: "MQTT" by Joel Gaehwiler, 2.5 or later.
#include <MQTT.h>
#include <WiFi.h>
#include <esp_sleep.h>
#include <time.h>

const char WIFI_NAME[] = ${quoted(OPEN_WORDS.wifiName)}, WIFI_PASSWORD[] = ${quoted(OPEN_WORDS.wifiPassword)};
const char MQTT_HOST[] = ${quoted(host)};
const int MQTT_PORT = ${port};
const char DEVICE_ID[] = ${quoted(username)}, MQTT_PASSWORD[] = ${quoted(password)};
const char TELEMETRY_TOPIC[] = ${quoted(topics.telemetry)};
const char HEARTBEAT_TOPIC[] = ${quoted(topics.heartbeat)};
const char STATUS_TOPIC[] = ${quoted(topics.status)};
const unsigned long INTERVAL_S = ${intervalS};
const bool DEEP_SLEEP = ${sleeps};  // between two readings, for a battery
${sensors.includes('soil_moisture') ? 'const int DRY_SOIL = 2800, WET_SOIL = 1200;  // what analogRead shows in dry air and in wet soil\n' : ''}
const int METRICS = ${sensors.length};
const char *const NAMES[METRICS] = {${sensors.map(quoted).join(', ')}};

// Put in your sensors here. NAN stands for a sensor that gave no value.
void readSensors(float values[]) {
${sensors.map(readLine).join('\n')}
}

struct Reading {
  uint32_t time;  // seconds since 1970; since the start while the clock is not set
  float values[METRICS];
};
const int MOST_WAITING = 100;
RTC_DATA_ATTR Reading waiting[MOST_WAITING];  // readings that were not sent yet; deep sleep spares them
RTC_DATA_ATTR int waitingCount = 0;

WiFiClient network;
MQTTClient mqtt(512);
unsigned long nextReading = 0, nextTry = 0;  // in ms since the start, compared so that overflow does no harm

const uint32_t CLOCK_IS_SET = 1600000000;
bool isClockSet() { return (uint32_t)time(nullptr) > CLOCK_IS_SET; }
bool isDue(unsigned long at) { return (long)(millis() - at) >= 0; }

void measure() {
  if (waitingCount == MOST_WAITING) {  // the oldest makes room
    memmove(waiting, waiting + 1, sizeof(Reading) * (MOST_WAITING - 1));
    waitingCount--;
  }
  waiting[waitingCount].time = (uint32_t)time(nullptr);
  readSensors(waiting[waitingCount].values);
  waitingCount++;
}

bool connectWiFi() {
  if (WiFi.status() == WL_CONNECTED) return true;
  WiFi.mode(WIFI_STA);
  WiFi.begin(WIFI_NAME, WIFI_PASSWORD);
  for (unsigned long end = millis() + 20000; WiFi.status() != WL_CONNECTED; delay(100)) {
    if (!isDue(end)) continue;
    Serial.println("no Wi-Fi: check its name and password");
    return false;
  }
  return true;
}

// The clock goes on through deep sleep. Readings from before it was set are moved to their true times.
void setClock() {
  bool wasSet = isClockSet();
  uint32_t before = (uint32_t)time(nullptr);
  unsigned long began = millis();
  configTime(0, 0, "pool.ntp.org");  // UTC
  if (wasSet) return;                // it is only corrected, which need not be waited for
  while (!isClockSet()) {
    if (millis() - began > 10000) return;
    delay(100);
  }
  uint32_t missing = (uint32_t)time(nullptr) - before - (millis() - began) / 1000;
  for (int i = 0; i < waitingCount; i++)
    if (waiting[i].time < CLOCK_IS_SET) waiting[i].time += missing;
}

bool connectBroker() {
  if (mqtt.connected()) return true;
  mqtt.begin(MQTT_HOST, MQTT_PORT, network);
  mqtt.setOptions(30, true, 5000);  // keep-alive in s, clean session, time-out in ms
  if (!DEEP_SLEEP) mqtt.setWill(STATUS_TOPIC, "offline", false, 1);
  if (!mqtt.connect(DEVICE_ID, DEVICE_ID, MQTT_PASSWORD)) {
    Serial.printf("mqtt: error %d, return code %d%s\\n", (int)mqtt.lastError(), (int)mqtt.returnCode(),
                  mqtt.returnCode() >= 4 ? ": the password is not right, make a new one in the dashboard" : "");
    return false;
  }
  if (!DEEP_SLEEP) mqtt.publish(STATUS_TOPIC, "online", false, 1);
  return true;
}

// QoS 1: true once the broker has acknowledged it.
bool send(const Reading &reading) {
  String json = "";
  for (int i = 0; i < METRICS; i++)
    if (!isnan(reading.values[i])) json += String(",\\"") + NAMES[i] + "\\":" + String(reading.values[i], 2);
  if (json.length() == 0) return true;  // no sensor gave a value
  char stamp[48] = "";
  time_t at = reading.time;
  if (reading.time > CLOCK_IS_SET) strftime(stamp, sizeof stamp, ",\\"timestamp\\":\\"%Y-%m-%dT%H:%M:%SZ\\"", gmtime(&at));
  json = "{" + (stamp + json).substring(1) + "}";
  return mqtt.publish(TELEMETRY_TOPIC, json, false, 1);
}

void deliver() {
  nextTry = millis() + 30000;
  if (!connectWiFi()) return;
  setClock();
  if (!connectBroker()) return;
  if (!isClockSet() && waitingCount > 1) {  // without a time only the newest can be placed: it is of now
    waiting[0] = waiting[waitingCount - 1];
    waitingCount = 1;
  }
  int sent = 0;
  while (sent < waitingCount && send(waiting[sent])) sent++;
  waitingCount -= sent;
  memmove(waiting, waiting + sent, sizeof(Reading) * waitingCount);
  String vitals = String("{\\"rssi_dbm\\":") + WiFi.RSSI() + ",\\"uptime_s\\":" + millis() / 1000 + "}";
  mqtt.publish(HEARTBEAT_TOPIC, vitals, false, 1);
  Serial.printf("%d sent, %d waiting\\n", sent, waitingCount);
}

void setup() {
  Serial.begin(115200);
  if (!DEEP_SLEEP) return;
  measure();
  deliver();
  mqtt.disconnect();
  esp_sleep_enable_timer_wakeup(INTERVAL_S * 1000000ULL);
  esp_deep_sleep_start();  // starts again with setup()
}

void loop() {
  mqtt.loop();
  delay(10);
  if (isDue(nextReading)) {
    nextReading = millis() + INTERVAL_S * 1000;
    measure();
    deliver();
  } else if (waitingCount > 0 && isDue(nextTry)) {
    deliver();
  }
}
`;
  return {
    filename: `${hostName(input)}.ino`,
    language: 'cpp',
    text,
    steps: [
      {
        en: 'Open it in the Arduino IDE, and choose an ESP32 board.',
        de: 'Öffne sie in der Arduino-IDE und wähle ein ESP32-Board.',
      },
      {
        en: 'Install the library MQTT by Joel Gaehwiler in the Library Manager.',
        de: 'Installiere im Bibliotheksverwalter die Bibliothek MQTT von Joel Gaehwiler.',
      },
      {
        en: 'Fill in your Wi-Fi and how your sensors are read, and upload it.',
        de: 'Trage dein WLAN ein und wie deine Sensoren gelesen werden, und lade sie hoch.',
      },
    ],
  };
};
