// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The example of docs/reference/verifiers.md, under the key of RFC 8032, section 7.1, test 1.
class VoteStatementTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String SECRET = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    private static final String PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    private static final VoteSubject SUBJECT = new VoteSubject(
            UUID.fromString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d"), 3, 9, "ab".repeat(32), "full_residual", 1e-8, 0);

    @Test
    void theDocumentedExampleIsWhatIsSignedAndChecked() throws Exception {
        var vote = new CastVote("verifier-1", true, 2.5e-10, -7, "");
        byte[] statement = VoteCodec.statement(SUBJECT, vote);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, HEX.parseHex(SECRET))));
        signature.update(statement);
        String signed = HEX.formatHex(signature.sign());
        assertThat(VotingKeys.isKey(PUBLIC)).isTrue();
        assertThat(VotingKeys.isSignedBy(PUBLIC, statement, signed)).isTrue();
        String page = Files.readString(Path.of("../docs/reference/verifiers.md"));
        assertThat(page.replaceAll("\\s", ""))
                .contains(SECRET)
                .contains(PUBLIC)
                .contains(HEX.formatHex(statement))
                .contains(signed);
    }

    @Test
    void whatIsNoKeyIsNone() {
        assertThat(VotingKeys.isKey(PUBLIC.toUpperCase(java.util.Locale.ROOT))).isFalse();
        assertThat(VotingKeys.isKey(PUBLIC.substring(2))).isFalse();
        assertThat(VotingKeys.isKey("zz" + PUBLIC.substring(2))).isFalse();
        assertThat(VotingKeys.isKey("")).isFalse();
        assertThat(VotingKeys.isKey("ff".repeat(32))).isFalse();
    }

    /// Points whose order divides 8, with both signs of x.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void aPointThatAnybodyCanSignForIsNoKey(String point) {
        assertThat(VotingKeys.isKey(point)).isFalse();
    }
}
