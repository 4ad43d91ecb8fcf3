# SPDX-License-Identifier: Apache-2.0
"""Streams of fields over a WebSocket written here, on Python's standard library alone (RFC 6455)."""

import array
import base64
import gzip
import hashlib
import hmac
import itertools
import json
import os
import socket
import struct
import sys
import time
import unittest
from urllib.parse import urlparse

SERVER = urlparse(os.environ["RIVULET_TEST_SERVER"])
KEY = os.environ["RIVULET_TEST_FIELD_KEY"]
PATIENCE = 30
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

# No two of these tests sign the same moment.
moments = itertools.count(int(time.time() * 1000) - 60_000)


class Closed(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Socket:
    """One connection: messages as Python values."""

    def __init__(self, path):
        self.tcp = socket.create_connection((SERVER.hostname, SERVER.port), PATIENCE)
        self.tcp.settimeout(PATIENCE)
        self.bytes = self.tcp.makefile("rb")
        nonce = base64.b64encode(os.urandom(16)).decode()
        self.tcp.sendall(
            (
                f"GET {path} HTTP/1.1\r\nHost: {SERVER.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {nonce}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        status = self.bytes.readline().decode()
        headers = {}
        for line in iter(self.bytes.readline, b"\r\n"):
            name, _, value = line.decode().partition(":")
            headers[name.strip().lower()] = value.strip()
        if " 101 " not in status:
            raise AssertionError(status)
        wanted = base64.b64encode(hashlib.sha1((nonce + GUID).encode()).digest()).decode()
        assert headers["sec-websocket-accept"] == wanted, headers

    def frame(self, kind, body, last=True):
        mask = os.urandom(4)
        head = bytes([(0x80 if last else 0) | kind])
        if len(body) < 126:
            head += bytes([0x80 | len(body)])
        elif len(body) < 1 << 16:
            head += bytes([0x80 | 126]) + struct.pack(">H", len(body))
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", len(body))
        self.tcp.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(body)))

    def say(self, type, **payload):
        self.frame(TEXT, json.dumps({"type": type, "payload": payload}).encode())

    def hear(self):
        """The next message; pings are answered. Raises Closed with the server's code."""
        parts, first = b"", None
        while True:
            head = self.bytes.read(2)
            if len(head) < 2:
                raise Closed(1006)
            assert not head[1] & 0x80, "a server does not mask"
            kind, length = head[0] & 0x0F, head[1] & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", self.bytes.read(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self.bytes.read(8))
            body = self.bytes.read(length)
            if kind == PING:
                self.frame(PONG, body)
            elif kind == CLOSE:
                code = struct.unpack(">H", body[:2])[0] if body else 1005
                self.frame(CLOSE, body[:2])
                raise Closed(code)
            elif kind != PONG:
                first = kind or first
                parts += body
                if head[0] & 0x80:
                    return decoded(first, parts)

    def until(self, *types):
        while True:
            message = self.hear()
            if message["type"] in types:
                return message

    def refused(self, type):
        return self.until(type)["payload"]["error_code"]

    def closed(self):
        """The code that the server closes with."""
        try:
            while True:
                self.hear()
        except Closed as closed:
            return closed.code

    def enter(self, **capabilities):
        payload = {"capabilities": capabilities} if capabilities else {}
        self.say("init", protocol_version="1.0", client_info=None, **payload)
        self.granted = self.until("init")["payload"].get("capabilities")
        self.say("auth", **credentials())
        self.until("auth_success", "auth_failed")
        return self

    def subscribe(self, type, id, **params):
        self.say("subscribe", stream_type=type, stream_id=id, params=params)
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bytes.close()
        self.tcp.close()


def decoded(kind, body):
    if kind == TEXT:
        return json.loads(body.decode("utf-8"), parse_constant=not_json)
    if body[0] & 0x10:
        body = body[:1] + gzip.decompress(body[1:])
    assert body[0] & ~0x10 == 0, f"a tag of JSON, was {body[0]}"
    return json.loads(body[1:].decode("utf-8"), parse_constant=not_json)


def not_json(word):
    raise AssertionError(word + " is not JSON")


def signature(key, timestamp):
    return hmac.new(key.encode(), str(timestamp).encode(), hashlib.sha256).hexdigest()


def credentials(key=KEY, at=None, sign=signature):
    at = next(moments) if at is None else at
    return {"api_key": key, "timestamp": at, "signature": sign(key, at)}


def values(form):
    data = array.array({"f4": "f", "i2": "h"}[form["dtype"]])
    data.frombytes(base64.b64decode(form["data"]))
    if sys.byteorder == "big":
        data.byteswap()
    assert len(data) == form["shape"][0] * form["shape"][1] and form["order"] == "C"
    return data


class FieldStreams(unittest.TestCase):
    def test_a_simulation_from_its_first_step_to_its_last(self):
        with Socket("/ws/simulation_live").enter() as client:
            self.assertIsNone(client.granted)
            client.subscribe("simulation_live", "s", grid_size=32, steps=7, update_interval_steps=3)
            first = client.hear()
            self.assertEqual("subscribe_success", first["type"])
            self.assertEqual("s", first["stream_id"])
            self.assertNotIn("payload", first)
            told = []
            message = client.hear()
            while message["type"] == "simulation_state":
                told.append(message["payload"])
                message = client.hear()
            self.assertEqual([3, 6, 7], [state["step"] for state in told])
            self.assertEqual([0, 1, 2], [state["sequence"] for state in told])
            self.assertEqual({7}, {state["total_steps"] for state in told})
            self.assertEqual("simulation_complete", message["type"])
            self.assertEqual(told[-1]["state"]["pot_mean_mV"], message["payload"]["final_metrics"]["pot_mean_mV"])
            client.frame(TEXT, b'{"type":"close"}')
            self.assertEqual(1000, client.closed())

    def test_the_same_seed_is_the_same_run_and_another_is_not(self):
        def run(seed):
            with Socket("/ws/simulation_live").enter() as client:
                client.subscribe("simulation_live", "s", grid_size=16, steps=20, seed=seed)
                states = []
                message = client.until("simulation_state")
                while message["type"] == "simulation_state":
                    states.append(message["payload"]["state"])
                    message = client.hear()
                return states

        one = run(3)
        self.assertEqual(20, len(one))
        self.assertEqual(20, len({json.dumps(state) for state in one}))
        self.assertEqual(one, run(3))
        self.assertNotEqual(one, run(4))

    def test_features_change_are_numbered_and_end_by_unsubscribe(self):
        with Socket("/ws/stream").enter() as client:
            client.subscribe("stream_features", "f", update_interval_ms=20, features=["pot_std_mV", "fractal_dimension"])
            told = [client.until("feature_update")["payload"] for _ in range(8)]
            self.assertEqual(list(range(8)), [update["sequence"] for update in told])
            self.assertEqual({"pot_std_mV", "fractal_dimension"}, set(told[0]["features"]))
            self.assertEqual(8, len({update["features"]["pot_std_mV"] for update in told}))
            client.say("unsubscribe", stream_id="never")
            self.assertEqual("STREAM_UNKNOWN", client.refused("error"))
            more = client.until("feature_update")
            self.assertGreater(more["payload"]["sequence"], 7)
            client.say("unsubscribe", stream_id="f")
            self.assertEqual("f", client.until("unsubscribe")["stream_id"])
            client.subscribe("stream_features", "f", update_interval_ms=20)
            self.assertEqual("subscribe_success", client.until("subscribe_success", "subscribe_failed")["type"])

    def test_who_may_not_is_refused(self):
        at = int(time.time() * 1000)
        wrong = [
            credentials(key="a-key-somebody-guessed"),
            credentials(at=at - 301_000),
            credentials(at=at + 310_000),
            credentials(sign=lambda key, at: signature(key, at + 1)),
            credentials(sign=lambda key, at: ""),
            {"api_key": KEY, "timestamp": "soon"},
            {"timestamp": at},
        ]
        for each in wrong:
            with self.subTest(each), Socket("/ws/stream_features") as client:
                client.say("init")
                client.until("init")
                client.say("auth", **each)
                self.assertIn(client.refused("auth_failed"), ("AUTH_FAILED", "AUTH_ERROR"))
                client.subscribe("stream_features", "s")
                self.assertEqual("NOT_AUTHENTICATED", client.refused("subscribe_failed"))
        once = credentials()
        codes = []
        for _ in range(2):
            with Socket("/ws/stream_features") as client:
                client.say("init")
                client.say("auth", **once)
                codes.append(client.until("auth_success", "auth_failed").get("payload", {}).get("error_code"))
        self.assertEqual([None, "REPLAYED"], codes)
        with Socket("/ws/stream_features") as client:
            client.say("init")
            for _ in range(3):
                client.say("auth", **credentials(key="no"))
            self.assertEqual(4403, client.closed())

    def test_order_is_kept(self):
        with Socket("/ws/simulation_live") as client:
            client.say("auth", **credentials())
            self.assertEqual("INIT_REQUIRED", client.refused("error"))
            client.subscribe("simulation_live", "s")
            self.assertEqual("NOT_AUTHENTICATED", client.refused("subscribe_failed"))
            client.say("hello")
            self.assertEqual("UNKNOWN_TYPE", client.refused("error"))
            client.say("init", protocol_version="9.9")
            self.assertEqual(["1.0"], client.until("error")["payload"]["supported_versions"])
            self.assertEqual(4409, client.closed())
        with Socket("/ws/simulation_live").enter() as client:
            client.subscribe("stream_features", "s")
            self.assertEqual("WRONG_STREAM_TYPE", client.refused("subscribe_failed"))
            client.subscribe("simulation_live", "s", alpha=0.25)
            self.assertEqual("SUBSCRIBE_ERROR", client.refused("subscribe_failed"))

    def test_frames_that_are_none(self):
        for kind, body, code in (
            (TEXT, b"{", 1007),
            (TEXT, b"[1]", 1007),
            (BINARY, b"\0{}", 1003),
            (TEXT, b" " * 70_000, 1009),
        ):
            with self.subTest(code=code), Socket("/ws/stream_features") as client:
                client.frame(kind, body)
                self.assertEqual(code, client.closed())

    def test_a_message_in_pieces_and_a_ping_between(self):
        with Socket("/ws/heartbeat") as client:
            said = b'{"type":"init","payload":{}}'
            client.frame(TEXT, said[:9], last=False)
            client.frame(PING, b"still here")
            client.frame(0, said[9:])
            self.assertEqual("init", client.hear()["type"])
            client.say("heartbeat")
            self.assertEqual("pong", client.hear()["type"])

    def test_the_field_whole_and_as_differences(self):
        with Socket("/ws/simulation_live").enter(compression=["gzip"]) as client:
            self.assertEqual({"compression": "gzip"}, client.granted)
            run = {"grid_size": 24, "steps": 6, "compression": True}
            client.subscribe("simulation_live", "full", include_full_state=True, **run)
            client.subscribe("simulation_live", "delta", field="delta", **run)
            full, delta = {}, {}
            total, ends = None, 0
            while ends < 2:
                message = client.until("simulation_state", "simulation_complete")
                payload = message["payload"]
                if message["type"] == "simulation_complete":
                    ends += 1
                elif message["stream_id"] == "full":
                    state = payload["state"]
                    field = values(state["field"])
                    self.assertAlmostEqual(state["field_mean"], sum(field) / len(field), delta=5e-6)
                    full[payload["step"]] = field
                else:
                    state = payload["state"]
                    if total is None:
                        total = list(values(state["field"]))
                    else:
                        form = state["field_delta"]
                        self.assertEqual(payload["sequence"] - 1, form["base_sequence"])
                        total = [a + b for a, b in zip(total, values(form))]
                    scale = state.get("field", state.get("field_delta"))["scale"]
                    delta[payload["step"]] = [each * scale for each in total]
            self.assertEqual({1, 2, 3, 4, 5, 6}, set(full) & set(delta))
            for step, field in full.items():
                for a, b in zip(field, delta[step]):
                    self.assertAlmostEqual(a, b, delta=1e-7)

    def test_a_lost_connection_is_resumed_without_a_loss(self):
        run = {"grid_size": 16, "steps": 200, "step_interval_ms": 5}
        with Socket("/ws/simulation_live").enter() as client:
            client.subscribe("simulation_live", "s", **run)
            undisturbed = []
            message = client.until("simulation_state")
            while message["type"] == "simulation_state":
                undisturbed.append(message["payload"]["state"])
                message = client.hear()
        seen = []
        with Socket("/ws/simulation_live").enter(resume=True) as client:
            client.subscribe("simulation_live", "s", **run)
            token = client.until("subscribe_success")["payload"]["resume_token"]
            for _ in range(30):
                seen.append(client.until("simulation_state")["payload"])
        with Socket("/ws/simulation_live").enter(resume=True) as client:
            client.say("resume", stream_id="s", resume_token=token, last_sequence=29)
            back = client.until("resume_success", "resume_failed")
            self.assertEqual("resume_success", back["type"], back)
            self.assertEqual(30, back["payload"]["from_sequence"])
            self.assertNotEqual(token, back["payload"]["resume_token"])
            message = client.hear()
            while message["type"] == "simulation_state":
                seen.append(message["payload"])
                message = client.hear()
        self.assertEqual(list(range(200)), [state["sequence"] for state in seen])
        self.assertEqual(undisturbed, [state["state"] for state in seen])
        with Socket("/ws/simulation_live").enter(resume=True) as client:
            client.say("resume", stream_id="s", resume_token=token, last_sequence=29)
            self.assertEqual("RESUME_UNKNOWN", client.refused("resume_failed"))

    def test_many_streams_of_one_connection(self):
        with Socket("/ws/stream").enter(multi_stream=16, filters=True) as client:
            for k in range(16):
                kind = "simulation_live" if k % 2 else "stream_features"
                client.subscribe(kind, str(k), grid_size=16, steps=30)
            client.subscribe("simulation_live", "3")
            client.subscribe("simulation_live", "one more")
            answers = [client.until("subscribe_success", "subscribe_failed") for _ in range(18)]
            refused = {m["stream_id"]: m["payload"]["error_code"] for m in answers if m["type"] == "subscribe_failed"}
            self.assertEqual({"3": "STREAM_EXISTS", "one more": "TOO_MANY_STREAMS"}, refused)
            ends = {}
            while len(ends) < 16:
                end = client.until("stream_end")
                ends[end["stream_id"]] = end["payload"]
            self.assertEqual({"complete"}, {end["reason"] for end in ends.values()})
            self.assertEqual({0}, {end["dropped_frames"] for end in ends.values()})


if __name__ == "__main__":
    unittest.main()
