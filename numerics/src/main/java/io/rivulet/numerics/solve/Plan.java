// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// How a system will be solved and why. `reason` is a sentence for people.
public record Plan(Method method, PreconditionerKind preconditioner, String reason) {}
