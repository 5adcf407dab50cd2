namespace Vouch.Verifier.State;

/// <summary>
/// How the two numbers of a register or stack slot that have to do with objects are read by the log and the recorder. The whole of an
/// object model is in <c>Objects/Models</c>.
/// </summary>
internal abstract class IdentityReading
{
    /// <summary>What the log calls a register's second number. Linux 7.3: the parent.</summary>
    public virtual string ParentWord => "parent_id=";

    /// <summary>What it calls that of a dynptr on the stack. Linux 7.3: the parent.</summary>
    public virtual string DynptrParentWord => "parent_id=";

    /// <summary>What it puts behind a dynptr's numbers. Linux 7.3: nothing.</summary>
    public virtual string DynptrEnd => "";

    /// <summary>What it calls the number of an iterator. Linux 7.3: the id.</summary>
    public virtual string IteratorWord => "id=";

    /// <summary>The object that a register names, and the one whose end ends it. Linux 7.3: the id, and the parent.</summary>
    public virtual (uint Id, uint ParentId) NodeOf(in RegisterState register) => (register.Id, register.ParentId);
}
