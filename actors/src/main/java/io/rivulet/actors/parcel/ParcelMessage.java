// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.parcel;

/// Marks what crosses to another node on behalf of parcels: bound to `jackson-cbor`.
public interface ParcelMessage {}
