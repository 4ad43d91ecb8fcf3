// SPDX-License-Identifier: Apache-2.0
/// Faults put into what was right.
package io.rivulet.http.fuzz;
