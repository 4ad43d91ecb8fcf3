// SPDX-License-Identifier: Apache-2.0
/// Random numbers that a checkpoint can hold.
@NullMarked
package io.rivulet.fields.random;

import org.jspecify.annotations.NullMarked;
