// SPDX-License-Identifier: Apache-2.0
/// Who carries which task out, when it is given to another, and what becomes of it: pure.
@NullMarked
package io.rivulet.actors.task.core;

import org.jspecify.annotations.NullMarked;
