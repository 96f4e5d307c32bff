// What a connection is to the libraries that use one.
#pragma once
#include "Arduino.h"

class Client {
 public:
  virtual ~Client() = default;
  virtual int connect(const char *host, uint16_t port) = 0;
};
