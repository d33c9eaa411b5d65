"""What is Microsoft's own and therefore stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DEFAULT_CONTAINERS = (
    *("CN=Users", "CN=Builtin", "CN=Computers", "CN=ForeignSecurityPrincipals", "CN=System", "CN=Program Data"),
    *("CN=Managed Service Accounts", "CN=LostAndFound", "CN=Keys", "CN=Microsoft Exchange System Objects"),
    *("CN=RegisteredDevices", "OU=Domain Controllers", "OU=Microsoft Exchange Security Groups"),
)
"""Containers that every domain, or every Exchange organisation, has (Microsoft, Default containers, 2026-11)."""

TOP_LABELS = _words("com net org info biz edu gov mil int local internal localhost test example invalid onmicrosoft")
"""Last labels of DNS names that say nothing about anybody. Countries aren't among them."""

VALUES = _words(
    """true false null authoritativenull ignorethisflow yes no on off
    user users group contact computer device inetorgperson person member guest publicfolder
    foreignsecurityprincipal
    phsfiltered phsincluded smtp sip x500 x400 eum mailto"""
)
"""Values with a meaning of their own to the engine, to Entra ID or to Microsoft's own guides."""

CODED_ATTRIBUTES = _words("c countrycode usagelocation preferreddatalocation preferredlanguage")
"""Attributes that hold codes of countries, regions and languages."""

PROSE = _words(
    """a an and any are as at be but by can for from has have if in into is it its no not of on one only or other out
    the their them there this to two was were which who with without read said says second first file group user rule
    name names value line export"""
)
"""Words of this program's own sentences that are nobody's name."""

OPERATORS = _words(
    """equal notequal startswith notstartswith endswith notendswith contains notcontains lessthan greaterthan
    lessthan_or_equal greaterthan_or_equal isnull isnotnull isin isnotin isbitset isbitnotset ismemberof
    isnotmemberof"""
)
"""Operators of scoping filters."""

KEYS = _words(
    """policymetadata deploymentmetadata onpremisesdirectorypolicy azuredirectorypolicy type author timecreated
    azureadconnectversion hostname serviceaccount serviceaccounttype databaseserver databaseinstance databasename
    databasetype connectorids uniqueidentifier friendlyname fullyqualifieddomainname partitionfilters distinguishedname
    containerinclusions containerexclusions standardsynchronizationrules customsynchronizationrules
    identifier internalidentifier id name displayname description immutabletag tag direction disabled isdisabled
    enabled isenabled connector connectorid connectorname source target sourceobjecttype targetobjecttype
    sourceobjectclass targetobjectclass linktype precedence precedencebefore precedenceafter version
    softdeleteexpiryinterval enablepasswordsync isstandardrule islegacycustomrule sourcenamespaceid targetnamespaceid
    attributemappings attributeflowmappings attributeflows transformations destination dest sources src flowtype
    expression valuemergetype mergetype executeonce applyonce mappingsourceasstring constant constantvalue value values
    scopefilters scopefilter scopingfilters scope scopeconditionlist scopeconditions conditions condition clauses
    attribute attributename comparisonoperator comparisonvalue operator csattribute csoperator csvalue
    joinfilters joinfilter joinconditions joinconditionlist joinrules joincriteria mvattribute ilmattribute
    metaverseattribute connectorattribute casesensitive iscasesensitive relationshipcriteria synchronizationcriteria
    aadsyncrules items aadconnectdirectoryextensionattributes ensure dependson assignedobjectclass
    connectortypename subtype partitions dn selected isdomain connectorpartitionscope objectinclusionlist
    containerinclusionlist containerexclusionlist parameters attributeinclusionlist globalparameters
    connectivityparameters runprofiles runsteps passwordhashconfiguration aadpasswordresetconfiguration inputtype
    datatype intrinsic schema sqlschemaversion instanceid count rule flow line script occurrence
    new add get set remove adsyncrule adsyncattributeflowmapping adsyncscopeconditiongroup adsyncjoinconditiongroup
    object in is no that powershell"""
)
"""Keys and parameters of the known formats: words of places inside a file."""

MARKERS = frozenset({"phsfiltered", "phsincluded"})
"""Words that keep their meaning inside a longer value (Microsoft, selective password hash synchronization)."""

PRODUCT_WORDS = _words(
    """in from out to ad aad entra user group contact computer device inetorgperson foreignsecurityprincipal
    publicfolder join provision common exchange hybrid accountenabled soainad soainaad cloned copy
    windows azure active directory microsoft generic sql ldap powershell web service ecma2 connector extensible2 lotus
    domino sharepoint oracle sap default
    synchronizationglobal global connectivity partition
    counts manifest cmdlets configuration
    connectors globalsettings synchronizationrules synchronizationrule mv xml json yaml ps1 txt zip"""
)
"""Words of names that Microsoft's programs give: beginnings of rule names, kinds of connectors, files of an export."""

RULE_WORDS = PRODUCT_WORDS - _words("lotus domino sharepoint oracle sap generic service web share")
"""Of these, the words that stay in the name of a customer's rule: Domino may be a company there."""

RUN_PROFILES = frozenset(
    {
        *("full import", "full synchronization", "delta import", "delta synchronization", "export"),
        *("specific object import", "specific object export"),
    }
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a redactor must recognise as Microsoft's; all names in lower case but ``literals``.

    Attributes:
        attributes: names of attributes in default schemas.
        classes: names of object classes in default schemas.
        families: beginnings of names that only Microsoft gives (``msExch``).
        rule_names: names of standard rules.
        tag_stems: immutable tags of standard rules without their revision.
        literals: texts in the expressions, scopes and constants of standard rules, as they stand there.

    """

    attributes: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    families: tuple[str, ...] = ()
    rule_names: frozenset[str] = frozenset()
    tag_stems: frozenset[str] = frozenset()
    literals: frozenset[str] = frozenset()
    rule_words: frozenset[str] = field(default=frozenset())

    @staticmethod
    def words_of(names: Iterable[str]) -> frozenset[str]:
        """Return the words of ``names`` in lower case."""
        return frozenset(word for name in names for word in name.casefold().replace("-", " ").split() if word)

    def is_attribute(self, name: str) -> bool:
        """Tell whether ``name`` (any case) is an attribute of a default schema."""
        folded = name.casefold()
        return folded in self.attributes or folded.startswith(self.families)

    def is_class(self, name: str) -> bool:
        """Tell whether ``name`` (any case) is a class of a default schema; ``*`` stands for all."""
        folded = name.casefold()
        return folded == "*" or folded in self.classes or folded.startswith(self.families)
