// SPDX-License-Identifier: Apache-2.0
/// Tasks that agents carry out: what is stored of them, and what clients see.
@NullMarked
package io.rivulet.serialization.task;

import org.jspecify.annotations.NullMarked;
