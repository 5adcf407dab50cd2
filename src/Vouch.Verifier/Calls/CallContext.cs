using Vouch.Bytecode.Btf;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>What checking the arguments of one helper call found out, for the arguments after it and for the return value.</summary>
internal struct CallContext
{
    public CallContext(HelperId helper, HelperPrototype prototype)
    {
        Helper = helper;
        Prototype = prototype;
        Map = MapHandle.None;
        ConstantKey = -1;
        for (int i = 0; i < prototype.Arguments.Length; i++)
        {
            ArgumentType argument = prototype.Arguments[i];
            if (argument.Kind is ArgumentKind.Memory or ArgumentKind.MapValue && argument.Has(Kernel.TypeModifiers.Uninitialized))
            {
                Raw = new RawMemory { IsSet = true, Place = ArgumentPlace.OfRegister(i + 1) };
            }

            if (argument.Has(Kernel.TypeModifiers.Release))
            {
                ReleasedRegister = i + 1;
            }
        }
    }

    public HelperId Helper { get; }

    public HelperPrototype Prototype { get; }

    /// <summary>The map argument, or none.</summary>
    public MapHandle Map;

    /// <summary>The uid of the map argument: which lookup gave it, for maps inside maps.</summary>
    public uint MapUid;

    /// <summary>The key argument when it is a known constant, else -1.</summary>
    public long ConstantKey;

    /// <summary>The memory argument that the helper fills.</summary>
    public RawMemory Raw;

    /// <summary>The register whose object the helper takes away, or 0.</summary>
    public int ReleasedRegister;

    /// <summary>Bytes of the memory returned, where an argument says so.</summary>
    public uint ReturnedSize;

    /// <summary>The most that the last size argument can be.</summary>
    public long MaximumSize;

    /// <summary>The subprogram called back.</summary>
    public int Callback;

    /// <summary>The last argument that owns a reference: what a release of it ends; and how many there were.</summary>
    public uint ReferencedId;

    public int ReferencedCount;

    /// <summary>The live dynptr argument; default when there is none.</summary>
    public DynptrIdentity Dynptr;

    /// <summary>The kptr field exchanged.</summary>
    public SpecialField? KptrField;

    /// <summary>The type of a per-CPU variable argument, which is what is returned.</summary>
    public BtfHandle ReturnedTypes;

    public BtfTypeId ReturnedType;

    public readonly bool HasMap => Map != MapHandle.None;

    /// <summary>Remembers an argument that owns a reference.</summary>
    public void NoteReferenced(uint reference)
    {
        ReferencedId = reference;
        ReferencedCount++;
    }
}
