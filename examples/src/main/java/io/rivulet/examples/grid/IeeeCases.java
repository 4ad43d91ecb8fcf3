// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.grid;

import com.powsybl.ieeecdf.converter.IeeeCdfNetworkFactory;
import com.powsybl.iidm.network.Bus;
import com.powsybl.iidm.network.Generator;
import com.powsybl.iidm.network.Line;
import com.powsybl.iidm.network.Load;
import com.powsybl.iidm.network.Network;
import com.powsybl.iidm.network.Terminal;
import com.powsybl.iidm.network.TwoWindingsTransformer;
import com.powsybl.iidm.network.impl.NetworkFactoryImpl;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The IEEE test grids as PowSyBl ships them.
public final class IeeeCases {
    private IeeeCases() {}

    /// The 118-bus case: 117 unknowns once its largest power station is grounded.
    public static PowerGrid ieee118() {
        return grid("IEEE 118-bus", IeeeCdfNetworkFactory.create118(new NetworkFactoryImpl()));
    }

    /// The 14-bus case, for a first look.
    public static PowerGrid ieee14() {
        return grid("IEEE 14-bus", IeeeCdfNetworkFactory.create14(new NetworkFactoryImpl()));
    }

    /// **Errors** a branch whose reactance is not positive throws [IllegalArgumentException]: its matrix may be
    /// indefinite.
    static PowerGrid grid(String name, Network network) {
        Bus slack = largestStation(network);
        List<String> buses = network.getBusView()
                .getBusStream()
                .map(Bus::getId)
                .filter(id -> !id.equals(slack.getId()))
                .toList();
        Map<String, Integer> unknown = new HashMap<>();
        for (int k = 0; k < buses.size(); k++) {
            unknown.put(buses.get(k), k);
        }
        List<Branch> branches = new ArrayList<>();
        for (Line line : network.getLines()) {
            branches.add(branch(
                    line.getId(),
                    line.getX(),
                    kilovolts(line.getTerminal1()) * kilovolts(line.getTerminal2()),
                    line.getTerminal1(),
                    line.getTerminal2(),
                    unknown));
        }
        for (TwoWindingsTransformer t : network.getTwoWindingsTransformers()) {
            double secondary = kilovolts(t.getTerminal2());
            branches.add(
                    branch(t.getId(), t.getX(), secondary * secondary, t.getTerminal1(), t.getTerminal2(), unknown));
        }
        return new PowerGrid(name, slack.getId(), buses, branches, injections(network, unknown));
    }

    private static Bus largestStation(Network network) {
        return network.getGeneratorStream()
                .max(Comparator.comparingDouble(Generator::getTargetP))
                .map(generator -> bus(generator.getTerminal()))
                .orElseThrow(() -> new IllegalArgumentException("a grid without a generator"));
    }

    private static double kilovolts(Terminal terminal) {
        return terminal.getVoltageLevel().getNominalV();
    }

    /// @param base (kV)² that `ohms` refer to: of both ends of a line, which may differ, and of a transformer's second
    /// side
    private static Branch branch(
            String id, double ohms, double base, Terminal one, Terminal two, Map<String, Integer> unknown) {
        if (!(ohms > 0)) {
            throw new IllegalArgumentException("branch " + id + " has reactance " + ohms + " Ω");
        }
        double susceptance = base / (ohms * PowerGrid.BASE_MVA);
        String from = bus(one).getId();
        String to = bus(two).getId();
        return new Branch(
                id,
                from,
                to,
                unknown.getOrDefault(from, PowerGrid.SLACK),
                unknown.getOrDefault(to, PowerGrid.SLACK),
                susceptance);
    }

    private static DenseVector injections(Network network, Map<String, Integer> unknown) {
        double[] p = new double[unknown.size()];
        for (Generator generator : network.getGenerators()) {
            addTo(p, unknown.get(bus(generator.getTerminal()).getId()), generator.getTargetP());
        }
        for (Load load : network.getLoads()) {
            addTo(p, unknown.get(bus(load.getTerminal()).getId()), -load.getP0());
        }
        return DenseVector.adopt(p);
    }

    private static void addTo(double[] p, @Nullable Integer at, double megawatts) {
        if (at != null) {
            p[at] += megawatts / PowerGrid.BASE_MVA;
        }
    }

    private static Bus bus(Terminal terminal) {
        Bus bus = terminal.getBusView().getBus();
        if (bus == null) {
            throw new IllegalArgumentException(
                    "a terminal outside the grid: " + terminal.getConnectable().getId());
        }
        return bus;
    }
}
