// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

/// What may name a principal: it is stored with what they own, and written to logs.
final class PrincipalName {
    static final int MAX_LENGTH = 200;
    static final String ALLOWED = "1 to " + MAX_LENGTH + " characters, none of them a control character";

    private PrincipalName() {}

    static boolean isValid(String name) {
        return !name.isBlank()
                && name.length() <= MAX_LENGTH
                && name.codePoints().noneMatch(PrincipalName::isControl);
    }

    private static boolean isControl(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
