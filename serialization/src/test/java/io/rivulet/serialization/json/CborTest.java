// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CborTest {
    private static final int ARRAY_OF_ONE = 0x81;
    private static final int FLOAT_32 = 0xFA;
    private static final int FLOAT_16 = 0xF9;

    private static double only(byte[] cbor) throws IOException {
        return new ObjectMapper().readTree(Cbor.toJson(cbor)).get(0).asDouble();
    }

    @Test
    void whatIsWrittenComesBack() throws IOException {
        byte[] json = "{\"a\":[1,-2.5,1.0E300,true,null,\"\\u0001ö\"]}".getBytes(StandardCharsets.UTF_8);
        assertThat(new ObjectMapper().readTree(Cbor.toJson(Cbor.of(json))))
                .isEqualTo(new ObjectMapper().readTree(json));
    }

    @Test
    void shortFloatsAreTheDoublesThatTheyStandFor() throws IOException {
        byte[] single = ByteBuffer.allocate(6)
                .put((byte) ARRAY_OF_ONE)
                .put((byte) FLOAT_32)
                .putFloat(0.1f)
                .array();
        assertThat(only(single)).isEqualTo((double) 0.1f);
        // 0.0999755859375 in half precision.
        byte[] half = {(byte) ARRAY_OF_ONE, (byte) FLOAT_16, 0x2E, 0x66};
        assertThat(only(half)).isEqualTo(0.0999755859375);
    }

    @Test
    void whatIsNoSingleValueIsRefused() {
        assertThat(why()).isEqualTo("it is empty");
        assertThat(why(1, 2)).isEqualTo("more than one value");
        int[][] broken = {{0xBF, 1}, {0x1C}, {0xFF}, {0x61}, {0x61, 0xFF}, {0x82, 1}, {0xA1, 0xF6, 1}};
        for (int[] bytes : broken) {
            assertThat(why(bytes)).as(Arrays.toString(bytes)).matches("what stands before byte \\d+ can't be read.*");
        }
        int[] deep = new int[5_000];
        Arrays.fill(deep, ARRAY_OF_ONE);
        assertThat(why(deep)).contains("too deeply");
    }

    private static String why(int... bytes) {
        byte[] cbor = new byte[bytes.length];
        for (int k = 0; k < bytes.length; k++) {
            cbor[k] = (byte) bytes[k];
        }
        return catchThrowableOfType(Cbor.Unreadable.class, () -> Cbor.toJson(cbor))
                .getMessage();
    }

    @Test
    void aNumberThatIsNoneIsNamedByItsPlaceAndNeverPassedOn() throws IOException {
        // {"id": 7, "a": [1, NaN, -Infinity]}
        byte[] cbor = HexFormat.of().parseHex("a2626964076161" + "83" + "01" + "f97e00" + "fbfff0000000000000");
        Cbor.NonFinite found = catchThrowableOfType(Cbor.NonFinite.class, () -> Cbor.toJson(cbor));
        assertThat(found.pointer()).isEqualTo("/a/1");
        assertThat(new ObjectMapper().readTree(found.json()))
                .isEqualTo(new ObjectMapper().readTree("{\"id\":7,\"a\":[1,null,null]}"));
    }

    /// Tag 256 makes later references (tag 25) repeat the texts inside.
    @Test
    void aShortFrameMayNotStandForALongText() {
        var cbor = new ByteArrayOutputStream();
        cbor.writeBytes(new byte[] {(byte) 0xD9, 1, 0, (byte) 0x9F, 0x79, 0x40, 0});
        cbor.writeBytes("x".repeat(0x4000).getBytes(StandardCharsets.US_ASCII));
        for (int k = 0; k < 1_000; k++) {
            cbor.writeBytes(new byte[] {(byte) 0xD8, 0x19, 0});
        }
        cbor.write(0xFF);
        assertThatIOException().isThrownBy(() -> Cbor.toJson(cbor.toByteArray()));
    }
}
