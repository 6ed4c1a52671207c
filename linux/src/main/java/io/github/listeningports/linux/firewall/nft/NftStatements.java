package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.kernel.NetlinkAttributes;

/** The statements that belong to an element of a set, to a set for its elements, or to a rule that adds one. */
final class NftStatements {

    private NftStatements() {}

    /**
     * Whether they do more than count: then the element does not always match.
     *
     * @param one the attribute of the only statement
     * @param several the attribute of more than one
     */
    static boolean limit(NetlinkAttributes of, int one, int several) {
        return (of.has(one) && limits(of.nested(one)))
                || of.nested(several).each(NftAttribute.LIST_ELEM).stream().anyMatch(NftStatements::limits);
    }

    private static boolean limits(NetlinkAttributes statement) {
        String name = statement.text(NftAttribute.EXPR_NAME).orElse("");
        return !name.equals("counter") && !name.equals("last");
    }
}
