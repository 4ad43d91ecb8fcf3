// SPDX-License-Identifier: Apache-2.0
/// Settings with a name.
@NullMarked
package io.rivulet.fields.preset;

import org.jspecify.annotations.NullMarked;
