// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Allowance;
import io.rivulet.http.route.Principal;
import io.rivulet.http.settings.Limit;
import io.rivulet.http.settings.UnusableSettings;
import io.rivulet.http.watch.WatchedFile;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Reads a keys file: `{"keys":[{"key" or "key_sha256", "principal", "roles"}]}`, with what a key may use where that is
/// said. A field that is not known may be a limit with a typo: it is told.
final class KeysFile {
    static final int MAX_KEYS = 10_000;
    static final int MAX_BYTES = 4 << 20;
    /// Shorter ones can be guessed.
    static final int LEAST_KEY_LENGTH = 16;
    static final int MOST_KEY_LENGTH = 1_000;

    private static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY);
    private static final Set<String> FIELDS =
            Set.of("key", "key_sha256", "principal", "roles", "requests_per_hour", "streams", "sessions");

    private KeysFile() {}

    /// **Errors** [UnusableSettings], which names the place and no key.
    static StaticKeys read(WatchedFile.Content content) {
        content.requireOwnersOnly();
        String file = "the keys file " + content.file();
        JsonNode keys = parse(file, content.bytes()).path("keys");
        if (!keys.isArray()) {
            throw new UnusableSettings(file + " is not {\"keys\":[…]}\n  hint: "
                    + "{\"keys\":[{\"key\":\"…\",\"principal\":\"alice\",\"roles\":[\"user\"]}]}");
        }
        if (keys.size() > MAX_KEYS) {
            throw new UnusableSettings(file + " has " + keys.size() + " keys, at most " + MAX_KEYS + " are read");
        }
        Map<Fingerprint, Principal> principals = new HashMap<>();
        List<String> notices = new ArrayList<>();
        for (int k = 0; k < keys.size(); k++) {
            String place = file + ": /keys/" + k;
            JsonNode key = keys.get(k);
            if (!known(key)) {
                notices.add(place + " has fields that are not known and have no effect; known are key or key_sha256,"
                        + " principal, roles, requests_per_hour, streams and sessions");
            }
            if (principals.put(fingerprint(place, key), principal(place, key)) != null) {
                throw new UnusableSettings(place + " is a key that stands there already");
            }
        }
        return new StaticKeys(principals, notices);
    }

    private static boolean known(JsonNode key) {
        for (Iterator<String> names = key.fieldNames(); names.hasNext(); ) {
            if (!FIELDS.contains(names.next())) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode parse(String file, byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException wrong) {
            // Its own message may quote the file.
            throw new UnusableSettings(file + " is not JSON, at line "
                    + (wrong.getLocation() == null ? 1 : wrong.getLocation().getLineNr()));
        } catch (IOException impossible) {
            throw new UnusableSettings(file + " can't be read");
        }
    }

    private static Fingerprint fingerprint(String place, JsonNode key) {
        JsonNode plain = key.path("key");
        JsonNode hash = key.path("key_sha256");
        if (plain.isTextual() == hash.isTextual()) {
            throw new UnusableSettings(place + " has to have either key or key_sha256, as a text");
        }
        if (plain.isTextual()) {
            String text = plain.textValue();
            if (text.length() < LEAST_KEY_LENGTH
                    || text.length() > MOST_KEY_LENGTH
                    || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new UnusableSettings(place + "/key has to have " + LEAST_KEY_LENGTH + " to " + MOST_KEY_LENGTH
                        + " characters, all of them printable ASCII and none a space\n  hint: openssl rand -hex 32");
            }
            return Fingerprint.of(text);
        }
        try {
            return Fingerprint.ofHex(hash.textValue());
        } catch (IllegalArgumentException _) {
            throw new UnusableSettings(place + "/key_sha256 has to be the 64 hexadecimal digits of a SHA-256"
                    + "\n  hint: printf %s \"$KEY\" | sha256sum");
        }
    }

    private static Principal principal(String place, JsonNode key) {
        String name = key.path("principal").asText("");
        if (!key.path("principal").isTextual() || !PrincipalName.isValid(name)) {
            throw new UnusableSettings(place + "/principal has to be a text of " + PrincipalName.ALLOWED);
        }
        return new Principal(
                name,
                access(place, key.path("roles")),
                new Allowance(
                        limit(place, key, "requests_per_hour", Limit.USER_REQUESTS_PER_HOUR),
                        limit(place, key, "streams", Limit.USER_STREAMS),
                        limit(place, key, "sessions", Limit.USER_SESSIONS)));
    }

    private static Access access(String place, JsonNode roles) {
        List<String> names = new ArrayList<>();
        if (roles.isArray()) {
            roles.forEach(role -> names.add(role.asText("")));
        }
        if (names.isEmpty() || !names.stream().allMatch(name -> Roles.of(name).isPresent())) {
            throw new UnusableSettings(place + "/roles has to be a list of one or more of " + Roles.NAMES);
        }
        return Roles.most(names);
    }

    private static OptionalLong limit(String place, JsonNode key, String field, Limit bound) {
        JsonNode value = key.path(field);
        if (value.isMissingNode()) {
            return OptionalLong.empty();
        }
        if (!value.canConvertToExactIntegral()
                || !value.canConvertToLong()
                || value.longValue() < 1
                || value.longValue() > bound.most()) {
            throw new UnusableSettings(place + "/" + field + " has to be a whole number from 1 to " + bound.most());
        }
        return OptionalLong.of(value.longValue());
    }
}
