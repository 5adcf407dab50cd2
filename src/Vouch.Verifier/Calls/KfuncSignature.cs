using Vouch.Bytecode.Isa;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>A kfunc with its parameters classified. One for each kfunc that a program calls.</summary>
internal sealed class KfuncSignature
{
    private const int MaxParameters = 12;

    private KfuncSignature(KfuncDescription description, BtfHandle types, SpecialKfunc special, KfuncParameter[] parameters)
    {
        Description = description;
        Types = types;
        Special = special;
        Parameters = parameters;
    }

    public KfuncDescription Description { get; }

    /// <summary>The BTF that the kfunc is in.</summary>
    public BtfHandle Types { get; }

    public SpecialKfunc Special { get; }

    public KfuncParameter[] Parameters { get; }

    public string Name => Description.Name;

    /// <summary>The signature of a call's kfunc, from the session's memory or worked out now.</summary>
    public static Check Get(Session session, Instruction insn, out KfuncSignature? signature)
    {
        long key = ((long)insn.Offset << 32) | (uint)insn.Immediate;
        if (session.KfuncSignatures.TryGetValue(key, out signature))
        {
            return Check.Ok;
        }

        signature = null;
        if (KfuncDescription.Find(session.Facts, insn) is not { } description)
        {
            return session.Reject(Errno.Invalid, $"kernel btf_id {insn.Immediate} is not a function");
        }

        Check outcome = Classify(session, description, out signature);
        if (outcome.IsOk)
        {
            session.KfuncSignatures[key] = signature!;
        }

        return outcome;
    }

    private static Check Classify(Session session, KfuncDescription description, out KfuncSignature? signature)
    {
        signature = null;
        if (description.IsOfUnknownModule)
        {
            return session.NotSupported($"kfuncs of the module {description.Types.Name}");
        }

        int count = description.Prototype.Count;
        if (count > MaxParameters)
        {
            return session.Reject(Errno.Invalid, $"Function {description.Name} has {count} > {MaxParameters} args");
        }

        SpecialKfunc special = description.Types.Name == KfuncTable.KernelModule ? SpecialKfuncs.Of(description.Name) : SpecialKfunc.None;
        KfuncParameter[] parameters = new KfuncParameter[count];
        for (int i = 0; i < count; i++)
        {
            KfuncParameterReader reader = new(session, description, special);
            if (reader.Read(i, out parameters[i]).Failed(out Check why))
            {
                return why;
            }
        }

        signature = new KfuncSignature(description, session.Facts.HandleOf(description.Types), special, parameters);
        return Check.Ok;
    }
}
