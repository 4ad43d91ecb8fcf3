// SPDX-License-Identifier: Apache-2.0
/// Systems that change while they are solved: updates, repairs, the engine of a session, certificates that bound its
/// error.
@NullMarked
package io.rivulet.numerics.incremental;

import org.jspecify.annotations.NullMarked;
