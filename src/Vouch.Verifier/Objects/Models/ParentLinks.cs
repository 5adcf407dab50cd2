namespace Vouch.Verifier.Objects.Models;

/// <summary>Linux 7.3: a register's own id names its reference, and what is derived from an object names it as its parent.</summary>
internal sealed class ParentLinks : ObjectRules;
