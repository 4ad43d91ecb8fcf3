// SPDX-License-Identifier: Apache-2.0
/// Methods as sliced, resumable runs, the reasons why they stop, and the policy that picks one.
@NullMarked
package io.rivulet.numerics.solve;

import org.jspecify.annotations.NullMarked;
