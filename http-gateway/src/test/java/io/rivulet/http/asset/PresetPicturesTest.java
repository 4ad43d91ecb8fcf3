// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.asset;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.grid.Field;
import io.rivulet.fields.preset.Preset;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The gallery's pictures are what the engine computes, to the pixel; `-Drivulet.screenshots=true` takes new ones.
class PresetPicturesTest {
    /// As the console's heat map (`picture.js`), dark to light.
    private static final int[][] HEAT = {
        {13, 27, 62}, {17, 86, 140}, {42, 157, 143}, {233, 196, 106}, {244, 128, 66}, {250, 240, 220}
    };

    private static final int SHADES = 256;
    private static final double BELOW_ONE = 0.9999;

    private static IndexColorModel palette() {
        byte[][] channels = new byte[3][SHADES];
        for (int shade = 0; shade < SHADES; shade++) {
            double at = Math.min(BELOW_ONE, shade / (SHADES - 1.0)) * (HEAT.length - 1);
            int low = (int) at;
            for (int k = 0; k < channels.length; k++) {
                channels[k][shade] = (byte) Math.round(HEAT[low][k] + (HEAT[low + 1][k] - HEAT[low][k]) * (at - low));
            }
        }
        return new IndexColorModel(8, SHADES, channels[0], channels[1], channels[2]);
    }

    /// When the pattern is there.
    private static int steps(Preset preset) {
        return switch (preset) {
            case CLASSIC, CROSSING -> 600;
            case SPOTS, STRIPES -> 2_000;
            case WAVES -> 3_000;
        };
    }

    private static BufferedImage picture(Preset preset) {
        ExplicitEngine engine = ExplicitEngine.start(preset.settings());
        for (int step = 0; step < steps(preset); step++) {
            engine.step();
        }
        Field field = preset == Preset.CLASSIC ? engine.potential() : engine.activator();
        double low = Arrays.stream(field.values()).min().orElseThrow();
        double high = Arrays.stream(field.values()).max().orElseThrow();
        var picture = new BufferedImage(field.size(), field.size(), BufferedImage.TYPE_BYTE_INDEXED, palette());
        for (int row = 0; row < field.size(); row++) {
            for (int column = 0; column < field.size(); column++) {
                double part = (field.at(row, column) - low) / (high - low);
                picture.getRaster().setSample(column, row, 0, (int) Math.round((SHADES - 1) * part));
            }
        }
        return picture;
    }

    @ParameterizedTest
    @EnumSource
    void eachShowsWhatItsSettingsForm(Preset preset) throws IOException {
        String file = PresetFile.picture(preset);
        BufferedImage computed = picture(preset);
        if (Boolean.getBoolean("rivulet.screenshots")) {
            Path folder = Path.of(System.getProperty("rivulet.root", ".."), "http-gateway/src/main/resources/console");
            ImageIO.write(computed, "png", folder.resolve(file).toFile());
            return;
        }
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/console/" + file), file)) {
            BufferedImage shown = ImageIO.read(in);
            assertThat(shown.getWidth()).isEqualTo(computed.getWidth());
            assertThat(shown.getHeight()).isEqualTo(computed.getHeight());
            assertThat(rgb(shown)).isEqualTo(rgb(computed));
        }
    }

    private static int[] rgb(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }
}
