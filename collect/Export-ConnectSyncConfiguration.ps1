#Requires -Version 5.1
<#
.SYNOPSIS
    Collects everything about a Microsoft Entra Connect Sync server that cloudsync-readiness can use, in one .zip.

.DESCRIPTION
    Run it on the Connect Sync server as a member of ADSyncAdmins, in Windows PowerShell 5.1. It needs no module but
    ADSync, and takes more if the ActiveDirectory module is there.

    It reads only. It changes no setting, starts no synchronization, removes no file and sends nothing anywhere. It
    writes into a new folder below -Path and packs that folder into a .zip beside it.

    It takes no secrets: an export of the configuration holds none, replication states (cookies and watermarks) are
    emptied, and values whose names say that they are credentials are left out. It does take names: servers, domains,
    organizational units, groups, accounts of the synchronization. Treat the .zip as confidential, or write one with
    pseudonyms from it: cloudsync-readiness redact.

    A step that fails is reported and the others go on. What was taken and what wasn't is printed, and stands in
    manifest.json. docs/collector.md describes every file.

.PARAMETER Path
    Folder for the result; the current one by default. It is created if needed.

.PARAMETER SkipDirectory
    Ask the domain controllers nothing: no object counts, no largest groups, no versions. Counting reads every user,
    group, contact and computer of each selected domain once, which takes its time in large domains.

.PARAMETER LargestGroups
    How many of the largest groups of each domain are named, 10 by default.

.EXAMPLE
    .\Export-ConnectSyncConfiguration.ps1 -Path C:\Temp

.EXAMPLE
    .\Export-ConnectSyncConfiguration.ps1 -Path C:\Temp -SkipDirectory

.EXAMPLE
    .\Export-ConnectSyncConfiguration.ps1 -Path C:\Temp -WhatIf

    Says what would be taken and writes nothing.

.OUTPUTS
    The path of the .zip.
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $Path = '.',
    [switch] $SkipDirectory,
    [ValidateRange(1, 100)]
    [int] $LargestGroups = 10
)

$CollectorVersion = '1.0'
$Utf8 = New-Object -TypeName System.Text.UTF8Encoding -ArgumentList $false
$Secret = '(password|passphrase|secret|privatekey|private-key|token|pwd|cookie|water-?mark)$'
$Classes = @('user', 'inetOrgPerson', 'group', 'contact', 'computer')
$Steps = New-Object -TypeName System.Collections.ArrayList
$Started = (Get-Date).ToUniversalTime()

function Get-Moment {
    param($Moment)
    return $Moment.ToString('yyyy-MM-ddTHH:mm:ssZ', [System.Globalization.CultureInfo]::InvariantCulture)
}

# Every value becomes text, as the cmdlets would show it: ConvertTo-Json takes time spans and enumerations apart.
function Get-FlatRecord {
    param($Record)
    $flat = [ordered]@{}
    foreach ($property in $Record.PSObject.Properties) {
        if ($property.Name -match $Secret) { continue }
        try { $value = $property.Value } catch { continue }
        if ($null -eq $value) { $flat[$property.Name] = '' }
        elseif ($value -is [System.DateTime]) { $flat[$property.Name] = Get-Moment -Moment ($value.ToUniversalTime()) }
        elseif ($value -is [System.Collections.IEnumerable] -and $value -isnot [string]) {
            $flat[$property.Name] = @($value | ForEach-Object { "$_" })
        }
        else { $flat[$property.Name] = "$value" }
    }
    return $flat
}

function Out-JsonFile {
    param([string] $Name, $Value)
    $text = ConvertTo-Json -InputObject $Value -Depth 8
    [System.IO.File]::WriteAllText((Join-Path -Path $Work -ChildPath $Name), $text, $Utf8)
}

# Runs one step. Whatever goes wrong in it is written down, and the next step runs.
function Invoke-Step {
    param([string] $StepName, [string] $StepFile, [scriptblock] $Action)
    $began = Get-Date
    $step = [ordered]@{ name = $StepName; status = 'done'; file = $StepFile; items = 0; message = ''; seconds = 0 }
    try {
        $result = & $Action
        $step.items = @($result).Count
        if ($null -eq $result) { $step.items = 0 }
    }
    catch {
        $step.status = 'failed'
        $step.message = "$($_.Exception.Message)"
    }
    $step.seconds = [int] ((Get-Date) - $began).TotalSeconds
    [void] $Steps.Add($step)
    if ($step.status -eq 'failed') { Write-Warning -Message "$StepName`: $($step.message)" }
    else { Write-Host "  taken    $StepName" }
}

function Add-SkippedStep {
    param([string] $Name, [string] $Why)
    [void] $Steps.Add([ordered]@{ name = $Name; status = 'skipped'; file = ''; items = 0; message = $Why; seconds = 0 })
    Write-Host "  skipped  $Name ($Why)"
}

# A cmdlet is run only where this build has it and it asks for nothing.
function Test-Cmdlet {
    param([string] $Name)
    $command = Get-Command -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $command) { return $false }
    foreach ($set in $command.ParameterSets) {
        if (@($set.Parameters | Where-Object { $_.IsMandatory }).Count -eq 0) { return $true }
    }
    return $false
}

# The nearest selected or unselected container above an object decides, as it does in Connect Sync.
function Test-InScope {
    param([string] $Name, [hashtable] $Scope)
    $at = $Name
    while ($at) {
        $key = $at.ToLowerInvariant()
        if ($Scope.ContainsKey($key)) { return $Scope[$key] }
        $cut = [regex]::Match($at, '(?<!\\),')
        if (-not $cut.Success) { return $false }
        $at = $at.Substring($cut.Index + 1)
    }
    return $false
}

function Get-ParentName {
    param([string] $Name)
    $cut = [regex]::Match($Name, '(?<!\\),')
    if ($cut.Success) { return $Name.Substring($cut.Index + 1) }
    return ''
}

function New-Counter {
    $counter = [ordered]@{}
    foreach ($class in $Classes) { $counter[$class] = 0 }
    return $counter
}

function Get-ContainerScope {
    param($Partition)
    $scope = @{}
    foreach ($name in @($Partition.ConnectorPartitionScope.ContainerExclusionList)) {
        if ($name) { $scope["$name".ToLowerInvariant()] = $false }
    }
    foreach ($name in @($Partition.ConnectorPartitionScope.ContainerInclusionList)) {
        if ($name) { $scope["$name".ToLowerInvariant()] = $true }
    }
    if ($scope.Count -eq 0) { $scope["$($Partition.DN)".ToLowerInvariant()] = $true }
    return $scope
}

# Objects per container and class, those in scope, how many carry mS-DS-ConsistencyGuid, and the largest groups.
function Get-DomainCount {
    param($Partition, [string] $Server)
    $scope = Get-ContainerScope -Partition $Partition
    $total = New-Counter
    $inScope = New-Counter
    $withGuid = New-Counter
    $containers = @{}
    $groups = New-Object -TypeName System.Collections.ArrayList
    $filter = '(|(objectCategory=person)(objectCategory=group)(objectCategory=computer))'
    $wanted = @{
        LDAPFilter = $filter; SearchBase = "$($Partition.DN)"; Server = $Server; ResultPageSize = 1000
        Properties = @('mS-DS-ConsistencyGuid'); ErrorAction = 'Stop'
    }
    Get-ADObject @wanted | ForEach-Object {
        $class = "$($_.ObjectClass)"
        if ($Classes -contains $class) {
            $inside = Test-InScope -Name $_.DistinguishedName -Scope $scope
            $parent = Get-ParentName -Name $_.DistinguishedName
            if (-not $containers.ContainsKey($parent)) {
                $containers[$parent] = [ordered]@{ dn = $parent; in_scope = $inside; objects = (New-Counter) }
            }
            $total[$class] += 1
            $containers[$parent].objects[$class] += 1
            if ($inside) {
                $inScope[$class] += 1
                if ($null -ne $_.'mS-DS-ConsistencyGuid') { $withGuid[$class] += 1 }
            }
        }
    }
    Get-ADGroup -Filter '*' -SearchBase "$($Partition.DN)" -Server $Server -Properties 'member' -ErrorAction Stop |
        ForEach-Object {
            if (Test-InScope -Name $_.DistinguishedName -Scope $scope) {
                [void] $groups.Add([pscustomobject]@{ dn = $_.DistinguishedName; members = @($_.member).Count })
            }
        }
    $holders = @{
        LDAPFilter = '(|(objectClass=organizationalUnit)(objectClass=container)(objectClass=builtinDomain)(objectClass=msExchSystemObjectsContainer))'
        SearchBase = "$($Partition.DN)"; SearchScope = 'Subtree'; Server = $Server; ResultPageSize = 1000; ErrorAction = 'Stop'
    }
    $tree = @(Get-ADObject @holders | ForEach-Object { $_.DistinguishedName } | Sort-Object)
    $largest = @($groups | Sort-Object -Property members -Descending | Select-Object -First $LargestGroups)
    return [ordered]@{
        name             = $Server
        dn               = "$($Partition.DN)"
        in_scope         = $inScope
        total            = $total
        consistency_guid = $withGuid
        containers       = @($containers.Values | Sort-Object -Property { $_.dn })
        all_containers   = $tree
        largest_groups   = @($largest | ForEach-Object { [ordered]@{ dn = $_.dn; members = $_.members } })
    }
}

function Get-ForestVersion {
    param([string] $Server)
    $root = Get-ADRootDSE -Server $Server -ErrorAction Stop
    $schema = Get-ADObject -Identity $root.schemaNamingContext -Server $Server -Properties 'objectVersion' -ErrorAction Stop
    $exchange = $null
    try {
        $name = "CN=ms-Exch-Schema-Version-Pt,$($root.schemaNamingContext)"
        $exchange = (Get-ADObject -Identity $name -Server $Server -Properties 'rangeUpper' -ErrorAction Stop).rangeUpper
    }
    catch { $exchange = $null }
    $forest = Get-ADForest -Server $Server -ErrorAction Stop
    $domain = Get-ADDomain -Server $Server -ErrorAction Stop
    $controllers = @(Get-ADDomainController -Filter '*' -Server $Server -ErrorAction Stop)
    return [ordered]@{
        domain             = $Server
        forest             = "$($forest.Name)"
        forest_level       = "$($forest.ForestMode)"
        domain_level       = "$($domain.DomainMode)"
        schema_version     = $schema.objectVersion
        exchange_schema    = $exchange
        domain_controllers = @($controllers | Sort-Object -Property HostName | ForEach-Object {
                [ordered]@{
                    name = "$($_.HostName)"; system = "$($_.OperatingSystem)"; version = "$($_.OperatingSystemVersion)"
                    global_catalog = [bool] $_.IsGlobalCatalog; read_only = [bool] $_.IsReadOnly
                }
            })
    }
}

# ---------------------------------------------------------------------------------------------------------------------

$Stamp = $Started.ToString('yyyyMMdd-HHmmss', [System.Globalization.CultureInfo]::InvariantCulture)
$Base = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$Work = Join-Path -Path $Base -ChildPath "connect-sync-$Stamp"
$Archive = "$Work.zip"

if (-not $PSCmdlet.ShouldProcess($Archive, 'Collect the configuration of Connect Sync')) { return }

# Without the module there is nothing to collect: one clear sentence, and no empty .zip.
try { Import-Module -Name ADSync -ErrorAction Stop }
catch {
    $advice = 'Run this script on the Connect Sync server, in Windows PowerShell 5.1, as a member of ADSyncAdmins.'
    throw "The ADSync module can't be loaded: $($_.Exception.Message) $advice"
}

[void] (New-Item -Path $Work -ItemType Directory -Force -ErrorAction Stop)
foreach ($folder in @('configuration', 'cmdlets', 'directory')) {
    [void] (New-Item -Path (Join-Path -Path $Work -ChildPath $folder) -ItemType Directory -Force -ErrorAction Stop)
}
Write-Host "Collecting into $Work"

Invoke-Step -StepName 'Server configuration' -StepFile 'configuration' -Action {
    $folder = Join-Path -Path $Work -ChildPath 'configuration'
    [void] (Get-ADSyncServerConfiguration -Path $folder -ErrorAction Stop)
    $files = @(Get-ChildItem -Path $folder -Filter '*.xml' -Recurse -File)
    if ($files.Count -eq 0) { throw 'Get-ADSyncServerConfiguration wrote no file.' }
    # Replication states say nothing about the configuration and belong to nobody else.
    foreach ($file in $files) {
        $text = [System.IO.File]::ReadAllText($file.FullName)
        $clean = [regex]::Replace($text, '(<(cookie|water-mark)>)[^<]*(</\2>)', '$1$3')
        $clean = [regex]::Replace($clean, '(<parameter [^>]*name=["''](cookie|water-mark)["''][^>]*[^/]>)[^<]*(</parameter>)', '$1$3')
        if ($clean -cne $text) { [System.IO.File]::WriteAllText($file.FullName, $clean, $Utf8) }
    }
    $files
}

foreach ($name in @(
        'Get-ADSyncScheduler', 'Get-ADSyncAADCompanyFeature', 'Get-ADSyncExportDeletionThreshold',
        'Get-ADSyncDatabaseConfiguration', 'Get-ADSyncSchedulerConnectorOverride', 'Get-ADSyncPartitionPasswordSyncState'
    )) {
    if (-not (Test-Cmdlet -Name $name)) {
        Add-SkippedStep -Name $name -Why 'this build has no such cmdlet, or it would ask for something'
        continue
    }
    $file = "cmdlets/$name.json"
    Invoke-Step -StepName $name -StepFile $file -Action {
        $found = @(switch ($name) {
                'Get-ADSyncScheduler' { Get-ADSyncScheduler -ErrorAction Stop }
                'Get-ADSyncAADCompanyFeature' { Get-ADSyncAADCompanyFeature -ErrorAction Stop }
                'Get-ADSyncExportDeletionThreshold' { Get-ADSyncExportDeletionThreshold -ErrorAction Stop }
                'Get-ADSyncDatabaseConfiguration' { Get-ADSyncDatabaseConfiguration -ErrorAction Stop }
                'Get-ADSyncSchedulerConnectorOverride' { Get-ADSyncSchedulerConnectorOverride -ErrorAction Stop }
                'Get-ADSyncPartitionPasswordSyncState' { Get-ADSyncPartitionPasswordSyncState -ErrorAction Stop }
            })
        Out-JsonFile -Name $file -Value @($found | ForEach-Object { Get-FlatRecord -Record $_ })
        $found
    }
}

Invoke-Step -StepName 'Get-ADSyncAutoUpgrade' -StepFile 'cmdlets/Get-ADSyncAutoUpgrade.json' -Action {
    # Older builds have no such switch and show the state only.
    $detail = (Get-Command -Name 'Get-ADSyncAutoUpgrade' -ErrorAction Stop).Parameters.ContainsKey('Detail')
    $state = if ($detail) { Get-ADSyncAutoUpgrade -Detail -ErrorAction Stop } else { Get-ADSyncAutoUpgrade -ErrorAction Stop }
    $record = [ordered]@{ AutoUpgradeState = "$state" }
    if ($state -isnot [string] -and $state -isnot [enum]) { $record = Get-FlatRecord -Record $state }
    Out-JsonFile -Name 'cmdlets/Get-ADSyncAutoUpgrade.json' -Value $record
    $state
}

Invoke-Step -StepName 'Get-ADSyncGlobalSettings' -StepFile 'cmdlets/Get-ADSyncGlobalSettings.json' -Action {
    $parameters = @((Get-ADSyncGlobalSettings -ErrorAction Stop).Parameters | Where-Object {
            $_.Name -notmatch $Secret -and "$($_.InputType) $($_.DataType)" -notmatch 'encrypt'
        })
    Out-JsonFile -Name 'cmdlets/Get-ADSyncGlobalSettings.json' -Value @($parameters | ForEach-Object {
            [ordered]@{ Name = "$($_.Name)"; Value = "$($_.Value)"; Scope = "$($_.Scope)"; DataType = "$($_.DataType)" }
        })
    $parameters
}

$Connectors = @()
Invoke-Step -StepName 'Connectors' -StepFile '' -Action {
    $script:Connectors = @(Get-ADSyncConnector -ErrorAction Stop)
    $script:Connectors
}
$Forests = @($Connectors | Where-Object { $_.ConnectorTypeName -eq 'AD' })

Invoke-Step -StepName 'Get-ADSyncConnectorStatistics' -StepFile 'cmdlets/Get-ADSyncConnectorStatistics.json' -Action {
    $found = @($Connectors | ForEach-Object {
            $record = Get-FlatRecord -Record (Get-ADSyncConnectorStatistics -ConnectorName $_.Name -ErrorAction Stop)
            $record.Insert(0, 'ConnectorName', "$($_.Name)")
            $record
        })
    Out-JsonFile -Name 'cmdlets/Get-ADSyncConnectorStatistics.json' -Value $found
    $found
}

Invoke-Step -StepName 'Password hash synchronization' -StepFile 'cmdlets/Get-ADSyncAADPasswordSyncConfiguration.json' -Action {
    $found = @($Forests | ForEach-Object {
            Get-FlatRecord -Record (Get-ADSyncAADPasswordSyncConfiguration -SourceConnector $_.Name -ErrorAction Stop)
        })
    Out-JsonFile -Name 'cmdlets/Get-ADSyncAADPasswordSyncConfiguration.json' -Value $found
    $found
}

Invoke-Step -StepName 'Password writeback' -StepFile 'cmdlets/Get-ADSyncAADPasswordResetConfiguration.json' -Action {
    $found = @($Connectors | Where-Object { "$($_.Identifier)" -eq 'b891884f-051e-4a83-95af-2544101c9083' } | ForEach-Object {
            Get-FlatRecord -Record (Get-ADSyncAADPasswordResetConfiguration -Connector $_.Name -ErrorAction Stop)
        })
    Out-JsonFile -Name 'cmdlets/Get-ADSyncAADPasswordResetConfiguration.json' -Value $found
    $found
}

Invoke-Step -StepName 'Operating system' -StepFile 'directory/server.json' -Action {
    $system = Get-CimInstance -ClassName Win32_OperatingSystem -ErrorAction Stop
    $computer = Get-CimInstance -ClassName Win32_ComputerSystem -ErrorAction Stop
    Out-JsonFile -Name 'directory/server.json' -Value ([ordered]@{
            system = "$($system.Caption)"; version = "$($system.Version)"
            memory_gb = [math]::Round($computer.TotalPhysicalMemory / 1073741824); processors = $computer.NumberOfLogicalProcessors
            domain_role = $computer.DomainRole
        })
    $system
}

$Directory = -not $SkipDirectory
$Why = 'switched off with -SkipDirectory'
if ($Directory -and $null -eq (Get-Module -Name ActiveDirectory -ListAvailable)) {
    $Directory = $false
    $Why = 'the ActiveDirectory module is not on this server'
}
if ($Directory) {
    Invoke-Step -StepName 'Module ActiveDirectory' -StepFile '' -Action { Import-Module -Name ActiveDirectory -ErrorAction Stop }
    $Counts = New-Object -TypeName System.Collections.ArrayList
    $Versions = New-Object -TypeName System.Collections.ArrayList
    foreach ($forest in $Forests) {
        foreach ($partition in @($forest.Partitions | Where-Object { $_.Selected -and $_.IsDomain })) {
            $server = ([regex]::Matches("$($partition.DN)", '(?i)(?:^|,)DC=([^,]+)') | ForEach-Object { $_.Groups[1].Value }) -join '.'
            Invoke-Step -StepName "Versions of $server" -StepFile 'directory/versions.json' -Action {
                [void] $Versions.Add((Get-ForestVersion -Server $server))
            }
            Invoke-Step -StepName "Objects of $server" -StepFile 'counts.json' -Action {
                [void] $Counts.Add((Get-DomainCount -Partition $partition -Server $server))
            }
        }
    }
    Invoke-Step -StepName 'Versions' -StepFile 'directory/versions.json' -Action {
        Out-JsonFile -Name 'directory/versions.json' -Value @($Versions.ToArray())
    }
    Invoke-Step -StepName 'Counts' -StepFile 'counts.json' -Action {
        Out-JsonFile -Name 'counts.json' -Value ([ordered]@{
                format = 'cloudsync-readiness counts 1'; counted_at = (Get-Moment -Moment ((Get-Date).ToUniversalTime()))
                domains = @($Counts.ToArray())
            })
    }
}
else {
    Add-SkippedStep -Name 'Object counts, largest groups, versions' -Why $Why
}

$Module = Get-Module -Name ADSync
$Files = @(Get-ChildItem -Path $Work -Recurse -File | Sort-Object -Property FullName | ForEach-Object {
        [ordered]@{
            name   = $_.FullName.Substring($Work.Length + 1).Replace('\', '/')
            bytes  = $_.Length
            sha256 = (Get-FileHash -Path $_.FullName -Algorithm SHA256).Hash.ToLowerInvariant()
        }
    })
Out-JsonFile -Name 'manifest.json' -Value ([ordered]@{
        format            = 'cloudsync-readiness collection 1'
        collector_version = $CollectorVersion
        started_at        = Get-Moment -Moment $Started
        ended_at          = Get-Moment -Moment ((Get-Date).ToUniversalTime())
        computer          = "$env:COMPUTERNAME"
        powershell        = "$($PSVersionTable.PSVersion)"
        adsync_module     = $(if ($null -ne $Module) { "$($Module.Version)" } else { '' })
        skip_directory    = [bool] $SkipDirectory
        steps             = @($Steps.ToArray())
        files             = $Files
    })
Compress-Archive -Path (Join-Path -Path $Work -ChildPath '*') -DestinationPath $Archive -ErrorAction Stop

$Failed = @($Steps | Where-Object { $_.status -eq 'failed' })
Write-Host ''
Write-Host "Wrote $Archive"
if ($Failed.Count -gt 0) {
    Write-Host "Not taken: $(@($Failed | ForEach-Object { $_.name }) -join ', ') (see the warnings above and manifest.json)"
}
Write-Host 'It holds names of the organisation and no passwords: treat it as confidential.'
Write-Host "The folder $Work holds the same files; delete it when you don't need it any more."
Write-Output $Archive
