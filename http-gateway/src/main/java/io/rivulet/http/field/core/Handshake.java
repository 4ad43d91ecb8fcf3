// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.http.field.core.FieldAuth.Credentials;
import io.rivulet.http.field.core.FieldAuth.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a client has come: `init`, then `auth`. There is one truth: whoever fails to authenticate anew
/// is not authenticated any more. **Thread** one.
final class Handshake {
    /// Refusals after which the connection ends.
    static final int MOST_REFUSALS = 3;

    private static final String MAJOR = "1";

    /// Where a client stands.
    enum State {
        NEW,
        INITED,
        AUTHED
    }

    private final FieldAuth auth;
    private final boolean authWithoutInit;
    private final int mostStreams;
    private final boolean mayRecord;
    private State state = State.NEW;
    private Capabilities capabilities = Capabilities.NONE;
    private int refusals;
    private Verdict.@Nullable Known asked;
    private @Nullable String keyId;

    Handshake(FieldAuth auth, FieldLimits limits) {
        this.auth = auth;
        this.authWithoutInit = limits.authWithoutInit();
        this.mostStreams = limits.streams();
        this.mayRecord = limits.recordings().on();
    }

    boolean authenticated() {
        return state == State.AUTHED;
    }

    /// Whether it is not known yet if an `auth` was heard before.
    boolean waiting() {
        return asked != null;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    /// Of whom the streams are, once it is authenticated.
    String owner() {
        return auth.keyRequired() ? "field:" + keyId : "local";
    }

    void init(JsonNode message, double now, List<FieldOutput> out) {
        Payload payload;
        String version;
        try {
            payload = Payload.in(message, "payload");
            String said = payload.textOrNull("protocol_version");
            payload.textOrNull("client_info");
            version = said == null ? Replies.VERSION : said;
        } catch (Payload.Unfit unfit) {
            out.add(new FieldOutput.Say(Replies.error(FieldCode.INIT_FAILED, unfit.words(), null, now)));
            return;
        }
        if (!version.equals(MAJOR) && !version.startsWith(MAJOR + ".")) {
            ObjectNode error = Replies.error(
                    FieldCode.UNSUPPORTED_PROTOCOL, "this server speaks version " + Replies.VERSION, null, now);
            ((ObjectNode) error.get("payload")).putArray("supported_versions").add(Replies.VERSION);
            out.add(new FieldOutput.Say(error));
            out.add(new FieldOutput.Close(CloseCode.VERSION));
            return;
        }
        if (state != State.AUTHED) {
            state = State.INITED;
            capabilities = Capabilities.granted(payload.object().path("capabilities"), mostStreams, mayRecord);
        }
        ObjectNode answer = Replies.object().put("protocol_version", Replies.VERSION);
        ObjectNode granted = capabilities.json();
        if (!granted.isEmpty()) {
            answer.set("capabilities", granted);
        }
        out.add(new FieldOutput.Say(Replies.with("init", null, now, answer)));
    }

    void auth(JsonNode message, double now, List<FieldOutput> out) {
        if (state == State.NEW && !authWithoutInit) {
            out.add(new FieldOutput.Say(
                    Replies.error(FieldCode.INIT_REQUIRED, "init has to come before auth", null, now)));
            return;
        }
        Credentials said;
        try {
            said = credentials(Payload.in(message, "payload"));
        } catch (Payload.Unfit unfit) {
            refuse(FieldCode.AUTH_ERROR, unfit.words(), now, out);
            return;
        }
        switch (auth.judge(said, now)) {
            case Verdict.Refused _ -> refuse(FieldCode.AUTH_FAILED, "authentication failed", now, out);
            case Verdict.Known known -> {
                String once = known.once();
                if (once == null) {
                    accept(known, now, out);
                } else {
                    asked = known;
                    out.add(new FieldOutput.Remember(once));
                }
            }
        }
    }

    /// @param first whether this `auth` had not been heard before
    void heard(boolean first, double now, List<FieldOutput> out) {
        Verdict.Known known = asked;
        asked = null;
        if (known == null) {
            return;
        }
        if (first) {
            accept(known, now, out);
        } else {
            refuse(FieldCode.REPLAYED, "this auth was used before: sign a new timestamp", now, out);
        }
    }

    private void accept(Verdict.Known known, double now, List<FieldOutput> out) {
        state = State.AUTHED;
        keyId = known.keyId();
        out.add(new FieldOutput.Say(Replies.plain("auth_success", null, now)));
        out.add(new FieldOutput.Tell(new FieldFact.Authenticated(known.keyId(), known.signed())));
    }

    private void refuse(FieldCode code, String words, double now, List<FieldOutput> out) {
        state = state == State.AUTHED ? State.INITED : state;
        out.add(new FieldOutput.Say(Replies.refusal("auth_failed", code, words, null, now)));
        out.add(new FieldOutput.Tell(new FieldFact.AuthRefused(code)));
        if (++refusals >= MOST_REFUSALS) {
            out.add(new FieldOutput.Close(CloseCode.REFUSED));
        }
    }

    private static Credentials credentials(Payload payload) throws Payload.Unfit {
        String key = payload.text("api_key");
        JsonNode time = payload.object().path("timestamp");
        double timestamp;
        if (time.isNumber()) {
            timestamp = time.doubleValue();
        } else if (time.isTextual()) {
            try {
                timestamp = Double.parseDouble(time.textValue());
            } catch (NumberFormatException _) {
                throw new Payload.Unfit("timestamp has to be a number of milliseconds");
            }
        } else {
            throw new Payload.Unfit("timestamp has to be a number of milliseconds");
        }
        return new Credentials(key, timestamp, payload.textOrNull("signature"));
    }
}
