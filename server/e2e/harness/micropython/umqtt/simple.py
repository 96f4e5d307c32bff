"""Stands for umqtt.simple of micropython-lib, with the same calls, over paho-mqtt."""
import paho.mqtt.client as mqtt


class MQTTClient:
    def __init__(self, client_id, server, port=0, user=None, password=None, keepalive=0):
        version = getattr(mqtt, "CallbackAPIVersion", None)  # paho 2 requires one, paho 1 does not know it
        self.client = mqtt.Client(*([version.VERSION2] if version else []), client_id=client_id)
        self.client.username_pw_set(user, password)
        self.address = server, port, keepalive

    def set_last_will(self, topic, msg, retain=False, qos=0):
        self.client.will_set(topic, msg, qos, retain)

    def connect(self, clean_session=True):
        self.client.connect(*self.address)
        self.client.loop_start()

    def publish(self, topic, msg, retain=False, qos=0):
        assert isinstance(msg, bytes)
        self.client.publish(topic, msg, qos, retain).wait_for_publish(10)

    def disconnect(self):
        self.client.disconnect()
