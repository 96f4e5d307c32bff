// The library MQTT by Joel Gaehwiler, 2.5.
#pragma once
#include "Client.h"

typedef enum {
  LWMQTT_SUCCESS = 0,
  LWMQTT_BUFFER_TOO_SHORT = -1,
  LWMQTT_VARNUM_OVERFLOW = -2,
  LWMQTT_NETWORK_FAILED_CONNECT = -3,
  LWMQTT_NETWORK_TIMEOUT = -4,
  LWMQTT_NETWORK_FAILED_READ = -5,
  LWMQTT_NETWORK_FAILED_WRITE = -6,
  LWMQTT_REMAINING_LENGTH_OVERFLOW = -7,
  LWMQTT_REMAINING_LENGTH_MISMATCH = -8,
  LWMQTT_MISSING_OR_WRONG_PACKET = -9,
  LWMQTT_CONNECTION_DENIED = -10
} lwmqtt_err_t;
typedef enum {
  LWMQTT_CONNECTION_ACCEPTED = 0,
  LWMQTT_UNACCEPTABLE_PROTOCOL = 1,
  LWMQTT_IDENTIFIER_REJECTED = 2,
  LWMQTT_SERVER_UNAVAILABLE = 3,
  LWMQTT_BAD_USERNAME_OR_PASSWORD = 4,
  LWMQTT_NOT_AUTHORIZED = 5,
  LWMQTT_UNKNOWN_RETURN_CODE = 6
} lwmqtt_return_code_t;

class MQTTClient {
 public:
  explicit MQTTClient(int bufferSize = 128);
  MQTTClient(int readBufferSize, int writeBufferSize);

  void begin(Client &client);
  void begin(const char hostname[], Client &client);
  void begin(const char hostname[], int port, Client &client);
  void setHost(const char hostname[]);
  void setHost(const char hostname[], int port);
  void setWill(const char topic[]);
  void setWill(const char topic[], const char payload[]);
  void setWill(const char topic[], const char payload[], bool retained, int qos);
  void setOptions(int keepAlive, bool cleanSession, int timeout);

  bool connect(const char clientId[], bool skip = false);
  bool connect(const char clientId[], const char username[], bool skip = false);
  bool connect(const char clientId[], const char username[], const char password[], bool skip = false);
  bool publish(const String &topic);
  bool publish(const char topic[]);
  bool publish(const String &topic, const String &payload);
  bool publish(const String &topic, const String &payload, bool retained, int qos);
  bool publish(const char topic[], const String &payload);
  bool publish(const char topic[], const String &payload, bool retained, int qos);
  bool publish(const char topic[], const char payload[]);
  bool publish(const char topic[], const char payload[], bool retained, int qos);
  bool publish(const char topic[], const char payload[], int length);
  bool publish(const char topic[], const char payload[], int length, bool retained, int qos);
  bool loop();
  bool connected();
  lwmqtt_err_t lastError();
  lwmqtt_return_code_t returnCode();
  bool disconnect();
};
