// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

/// A step whose linear system the solver could not solve as exactly as asked.
public final class UnsolvedStepException extends ArithmeticException {
    UnsolvedStepException(String field, String why) {
        super("the " + field + " was not solved: " + why);
    }
}
