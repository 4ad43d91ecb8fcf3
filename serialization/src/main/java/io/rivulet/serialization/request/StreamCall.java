// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

/// A solve whose way is to be told too.
///
/// @param realTime whether progress is told while it solves
public record StreamCall(OpenRequest request, boolean realTime) {}
