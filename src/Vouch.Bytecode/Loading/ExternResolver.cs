using System;
using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// Finds an object's externs in a kernel. All of them must be found, used or not, except weak ones; one that is missing keeps every
/// program of the object from being loaded.
/// </summary>
internal sealed class ExternResolver
{
    // Addresses are the machine's own and logs hide them; distinct ones in the kernel's range keep programs honest.
    private const ulong FirstAddress = 0xffffffff81000000;

    private readonly BtfSpec objectTypes;
    private readonly KernelView kernel;
    private readonly KernelTypeList typeList;

    private ExternResolver(BtfSpec objectTypes, KernelView kernel, KernelTypeList typeList)
    {
        this.objectTypes = objectTypes;
        this.kernel = kernel;
        this.typeList = typeList;
    }

    /// <summary>The externs of an object in the order of its table.</summary>
    public ImmutableArray<ResolvedExtern> Symbols { get; private set; } = [];

    /// <summary>The content of the kconfig map; empty when there is none.</summary>
    public ImmutableArray<byte> KconfigContent { get; private set; } = [];

    /// <exception cref="PreparationException">An extern is missing or of another type.</exception>
    public static ExternResolver Resolve(ExternTable externs, BtfSpec? objectTypes, KernelView kernel, KernelTypeList typeList)
    {
        ExternResolver resolver = new(objectTypes ?? kernel.Types, kernel, typeList);
        byte[] values = new byte[externs.KconfigSize];
        var symbols = ImmutableArray.CreateBuilder<ResolvedExtern>(externs.All.Length);
        foreach (ObjectExtern declared in externs.All)
        {
            if (declared.Kconfig is { } slot)
            {
                resolver.ReadKconfig(declared, slot, values);
            }

            symbols.Add(declared.Kconfig is null ? resolver.ReadSymbol(declared, symbols.Count) : default);
        }

        resolver.Symbols = symbols.MoveToImmutable();
        resolver.KconfigContent = ImmutableArray.Create(values);
        return resolver;
    }

    private void ReadKconfig(ObjectExtern declared, KconfigSlot slot, byte[] values)
    {
        if (declared.Name.StartsWith("CONFIG_", StringComparison.Ordinal))
        {
            if (kernel.Configuration(declared.Name) is { } text)
            {
                KconfigValues.Write(declared, slot, text, values);
            }
            else if (!declared.IsWeak)
            {
                throw Missing(declared, "the kernel's configuration does not set it");
            }

            return;
        }

        ulong number = declared.Name switch
        {
            "LINUX_KERNEL_VERSION" => kernel.Version,
            "LINUX_HAS_BPF_COOKIE" => kernel.HasCookies ? 1u : 0,
            "LINUX_HAS_SYSCALL_WRAPPER" => kernel.HasSyscallWrapper ? 1u : 0,
            _ when declared.IsWeak && declared.Name.StartsWith("LINUX_", StringComparison.Ordinal) => 0,
            _ => throw Missing(declared, "no such kconfig value exists"),
        };
        KconfigValues.WriteNumber(declared, slot, number, values);
    }

    private ResolvedExtern ReadSymbol(ObjectExtern declared, int index)
    {
        if (declared.Type.IsVoid)
        {
            bool exists = kernel.HasSymbol(declared.Name);
            return exists || declared.IsWeak
                ? new ResolvedExtern(default, 0, exists ? FirstAddress + ((ulong)index * 16) : 0)
                : throw Missing(declared, "the kernel has no such symbol");
        }

        ReadOnlySpan<char> name = declared.Name;
        if (declared.IsFunction)
        {
            name = name[..Flavor.EssentialLength(name)];
        }

        BtfKind kind = declared.IsFunction ? BtfKind.Function : BtfKind.Variable;
        if (typeList.Find(name, kind) is not { } found)
        {
            return declared.IsWeak ? default : throw Missing(declared, "neither the kernel nor its modules have it in their BTF");
        }

        BtfTypeId target = found.Types.Type(found.Id).Target;
        BtfTypeId wanted = declared.IsFunction ? target : found.Types.SkipModifiers(target).Id;
        CoreFault fault = CoreTypeRules.AreShapesCompatible(objectTypes, declared.Type, found.Types, wanted, out bool isCompatible);
        if (fault != CoreFault.None || !isCompatible)
        {
            // A weak function of another signature counts as missing; a weak variable of another type does not.
            return declared.IsFunction && declared.IsWeak ? default : throw Missing(declared, "the kernel has it with another type");
        }

        return new ResolvedExtern(found.Id, typeList.IndexOf(found.Types), 0);
    }

    private static PreparationException Missing(ObjectExtern declared, string why) =>
        new(PreparationStage.Extern, $"extern '{declared.Name}': {why}");
}
