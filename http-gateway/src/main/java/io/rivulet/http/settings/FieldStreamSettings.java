// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.settings;

import io.rivulet.http.field.core.FieldLimits;
import java.util.List;

/// Who may open streams of fields, and their limits. Shows no key.
///
/// @param keys each opens them
/// @param keyRequired whether a key is demanded even where there is none: then nobody is let in
/// @param signatureRequired whether `auth` has to be signed
public record FieldStreamSettings(
        List<String> keys, boolean keyRequired, boolean signatureRequired, FieldLimits limits) {
    public static final FieldStreamSettings DEFAULTS =
            new FieldStreamSettings(List.of(), false, false, FieldLimits.DEFAULTS);

    public FieldStreamSettings {
        keys = List.copyOf(keys);
    }

    public FieldStreamSettings keys(String... some) {
        return new FieldStreamSettings(List.of(some), keyRequired, signatureRequired, limits);
    }

    public FieldStreamSettings limits(FieldLimits other) {
        return new FieldStreamSettings(keys, keyRequired, signatureRequired, other);
    }

    /// With keys demanded, and signatures too.
    public FieldStreamSettings strict(boolean newKeyRequired, boolean newSignatureRequired) {
        return new FieldStreamSettings(keys, newKeyRequired, newSignatureRequired, limits);
    }

    @Override
    public String toString() {
        return "FieldStreamSettings[" + keys.size() + " keys, " + limits + "]";
    }
}
